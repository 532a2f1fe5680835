import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Packet } from '../channel/packet.ts';
import type { ComponentInstance, Firing, InstanceOptions } from '../registry/component.ts';
import type { Redactor } from './redactor.ts';

/**
 * An instance that was given secrets: what it logs, and how it fails, comes without them (N12). What it sends is its own affair.
 * @param create makes the instance; what it throws comes without secrets, too
 */
export async function redactingInstance(
  redactor: Redactor,
  options: InstanceOptions,
  create: (options: InstanceOptions) => Promise<ComponentInstance>,
): Promise<ComponentInstance> {
  const { host } = options;
  const quiet: InstanceOptions = {
    ...options,
    host: {
      ...host,
      log: (level, text) => host.log(level, redactor.text(text)),
      staleCode: (problem) => host.staleCode(problem === null ? null : redactor.text(problem)),
    },
  };
  try {
    return new RedactingInstance(await create(quiet), redactor);
  } catch (error) {
    throw withoutSecrets(redactor, error);
  }
}

/** The same failure in words without secrets; its cause, which has them, is left out. */
export function withoutSecrets(redactor: Redactor, error: unknown): Error {
  // What ran out of stack is told from other defects by its class: too deep a value is bad input (R1).
  if (error instanceof RangeError) return new RangeError(redactor.text(error.message));
  if (!(error instanceof AppError)) return new Error(redactor.text(String(error)));
  const data = redactor.value(error.data);
  return new AppError(error.code, redactor.text(error.message), data);
}

class RedactingInstance implements ComponentInstance {
  constructor(
    private readonly inner: ComponentInstance,
    private readonly redactor: Redactor,
  ) {}

  get capacity(): number {
    return this.inner.capacity;
  }

  fire(firing: Firing): void {
    this.inner.fire(new RedactingFiring(firing, this.redactor));
  }

  hold(held: boolean): void {
    this.inner.hold(held);
  }

  get stuck(): ComponentInstance['stuck'] {
    return this.inner.stuck;
  }

  giveUp(failure: ActorFailure): void {
    this.inner.giveUp?.(failure);
  }

  cancel(): void {
    this.inner.cancel();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.inner[Symbol.asyncDispose]());
  }
}

class RedactingFiring implements Firing {
  readonly inputs: ReadonlyMap<string, Packet>;
  readonly timestamp: number | undefined;
  readonly trace: Firing['trace'];

  constructor(
    private readonly inner: Firing,
    private readonly redactor: Redactor,
  ) {
    this.inputs = inner.inputs;
    this.timestamp = inner.timestamp;
    this.trace = inner.trace;
  }

  emit(port: string, packet: Packet, returned: boolean): void {
    this.inner.emit(port, packet, returned);
  }

  log(level: LogLevel, text: string, timestamp: number): void {
    this.inner.log(level, this.redactor.text(text), timestamp);
  }

  complete(failure?: ActorFailure): void {
    if (!failure) return this.inner.complete();
    const { message, stack } = failure;
    this.inner.complete({ ...failure, message: this.redactor.text(message), stack: this.redactor.text(stack) });
  }
}

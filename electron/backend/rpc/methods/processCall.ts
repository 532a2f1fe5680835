import { AppError, type ErrorCode } from '#shared/rpc/errors.ts';
import type { ActorFailure, LogLevel } from '#shared/rpc/live.ts';
import type { Packet } from '../../channel/packet.ts';
import type { ActorCall } from '../actorInstance.ts';
import type { CallContext } from '../handlers.ts';
import { RawJson, writeAnswer } from '../rawJson.ts';

/** Failures of an actor that have a code of their own (R1); all others are `actorFailed`. */
const codes = new Map<string, ErrorCode>([
  ['Timeout', 'timeout'],
  ['OutOfMemory', 'outOfMemory'],
  ['PoolExhausted', 'poolExhausted'],
  ['StateUnavailable', 'stateUnavailable'],
  ['Cancelled', 'cancelled'],
  ['NoSandbox', 'noSandbox'],
]);

/** One `process` call (R2): collects the outputs, passes on what is sent meanwhile (R3), and becomes the answer. */
export class ProcessCall implements ActorCall {
  isAborted = false;
  private readonly outputs = new Map<string, string>();
  private readonly sent = new Map<string, number>();
  private readonly actorJson: string;
  private readonly requestJson: string;

  constructor(
    actorId: string,
    readonly inputs: ReadonlyMap<string, Packet>,
    readonly timestamp: number | undefined,
    private readonly context: CallContext,
    private readonly record: (level: LogLevel, text: string, timestamp: number) => void,
    private readonly now: () => number,
    private readonly settled: { resolve(result: RawJson): void; reject(failure: unknown): void },
  ) {
    this.actorJson = JSON.stringify(actorId);
    this.requestJson = writeAnswer(context.requestId ?? null);
  }

  /** Hears that the caller does not keep up. */
  onCongested: () => void = () => {};

  /** `plainJson` is JSON whatever the sandbox sent, so that splicing it cannot make another answer (X4). */
  emit(port: string, packet: Packet, returned: boolean): void {
    if (this.isAborted) return;
    const data = packet.plainJson;
    this.outputs.set(port, data);
    if (returned) return;
    this.sent.set(port, (this.sent.get(port) ?? 0) + 1);
    this.context.notify(
      'script_output',
      new RawJson(
        `{"actor_id":${this.actorJson},"port":${JSON.stringify(port)},"data":${data},"timestamp":${this.now()},"request_id":${this.requestJson}}`,
      ),
    );
    if (this.context.connection.congested) this.onCongested();
  }

  log(level: LogLevel, text: string, timestamp: number): void {
    this.record(level, text, timestamp);
    if (this.isAborted) return;
    this.context.notify(
      'log',
      new RawJson(
        `{"actor_id":${this.actorJson},"level":"${level}","text":${JSON.stringify(text)},"timestamp":${timestamp},"request_id":${this.requestJson}}`,
      ),
    );
  }

  complete(failure?: ActorFailure): void {
    if (failure) this.settled.reject(failureOf(failure));
    else this.settled.resolve(new RawJson(`{"outputs":${spliced(this.outputs)},"sent":${spliced(this.sent)}}`));
  }

  fail(error: unknown): void {
    this.settled.reject(error);
  }
}

function failureOf(failure: ActorFailure): AppError {
  const { type, message } = failure;
  return new AppError(codes.get(type) ?? 'actorFailed', codes.has(type) ? message : `${type}: ${message}`, failure);
}

function spliced(entries: ReadonlyMap<string, string | number>): string {
  let text = '';
  for (const [name, json] of entries) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${json}`;
  return `{${text}}`;
}

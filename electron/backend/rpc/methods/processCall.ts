import { parseJson, writeSimple } from '#shared/message/json.ts';
import { AppError, type ErrorCode } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { packetsOfJson, type Packet } from '../../channel/packet.ts';
import type { FiringTrace, MessageTracer } from '../../observability/tracing/messageTracer.ts';
import type { ActorCall, ActorInstance } from '../actorInstance.ts';
import type { AbortListener, CallContext } from '../handlers.ts';
import { RawJson } from '#shared/message/jsonText.ts';

/** Failures of an actor that have a code of their own (R1); all others are `actorFailed`. */
const codes = new Map<string, ErrorCode>([
  ['Timeout', 'timeout'],
  ['OutOfMemory', 'outOfMemory'],
  ['PoolExhausted', 'poolExhausted'],
  ['StateUnavailable', 'stateUnavailable'],
  ['Cancelled', 'cancelled'],
  ['NoSandbox', 'noSandbox'],
]);

/** What the calls of one server share. */
export interface ProcessHost {
  record(actorId: string, level: LogLevel, text: string, timestamp: number): void;
  now(): number;
  /** Follows messages (O2). */
  readonly tracer?: MessageTracer | undefined;
  /** Hears of each message on its way to a caller, where somebody wants to see that (O3). */
  readonly onSent?: ((actorId: string, port: string, bytes: number) => void) | undefined;
}

/** What was put on one outport. */
interface Output {
  readonly port: string;
  /** The last value, as JSON text in plain form. */
  json: string;
  /** How many were notified: those sent, not returned, unless the caller wants every output. */
  sent: number;
}

/** One `process` call (R2): collects the outputs, passes on what is sent meanwhile (R3), and becomes the answer. */
export class ProcessCall implements ActorCall, AbortListener {
  isAborted = false;
  /** The payload's JSON, in the form in which the sandbox reads it. */
  readonly inputsText: string;
  private packets: ReadonlyMap<string, Packet> | undefined;
  /** Few ports: a list is quicker than a Map. */
  private first: Output | undefined;
  private others: Output[] | undefined;
  /** Who runs it; is held while the caller does not keep up. */
  instance: Pick<ActorInstance, 'hold' | 'cancel'> | undefined;

  constructor(
    private readonly actorId: string,
    payload: Readonly<Record<string, unknown>>,
    readonly timestamp: number | undefined,
    private readonly context: CallContext,
    private readonly host: ProcessHost,
    /** Its step on the path of a message, while messages are traced (O2). */
    readonly trace: FiringTrace | undefined,
    /** What is returned is notified, too, as what is sent is. */
    private readonly isEveryOutputNotified: boolean,
  ) {
    this.inputsText =
      context.payloadText ?? writeSimple(payload) ?? writePackets((this.packets = packetsOfJson(payload)));
  }

  get inputs(): ReadonlyMap<string, Packet> {
    return (this.packets ??= packetsOfJson(parseJson(this.inputsText) as Record<string, unknown>));
  }

  /** The call was cancelled, or its caller has gone. */
  aborted(): void {
    this.isAborted = true;
    this.instance?.cancel(this);
  }

  /** `plainJson` is JSON whatever the sandbox sent, so that splicing it cannot make another answer (X4). */
  emit(port: string, packet: Packet, returned: boolean): void {
    if (this.isAborted) return;
    const output = this.output(port);
    output.json = packet.plainJson;
    if (returned && !this.isEveryOutputNotified) return;
    output.sent++;
    this.host.onSent?.(this.actorId, port, output.json.length);
    this.context.notify(
      'script_output',
      new RawJson(
        `{"actor_id":${JSON.stringify(this.actorId)},"port":${JSON.stringify(port)},"data":${output.json},"timestamp":${this.host.now()},"request_id":${this.context.idText}}`,
      ),
    );
    if (this.context.connection.congested) this.holdBack();
  }

  log(level: LogLevel, text: string, timestamp: number): void {
    this.host.record(this.actorId, level, text, timestamp);
    if (this.isAborted) return;
    this.context.notify(
      'log',
      new RawJson(
        `{"actor_id":${JSON.stringify(this.actorId)},"level":"${level}","text":${JSON.stringify(text)},"timestamp":${timestamp},"request_id":${this.context.idText}}`,
      ),
    );
  }

  complete(failure?: ActorFailure): void {
    this.trace?.end(failure);
    if (failure) this.context.fail(failureOf(failure));
    else this.context.succeed(new RawJson(this.answer()));
  }

  fail(error: unknown): void {
    this.trace?.end({ type: 'NotReady', message: error instanceof Error ? error.message : String(error) });
    this.context.fail(error);
  }

  private holdBack(): void {
    const { instance } = this;
    instance?.hold(true);
    void this.context.connection.whenWritable().then(() => instance?.hold(false));
  }

  private output(port: string): Output {
    if (!this.first) return (this.first = { port, json: 'null', sent: 0 });
    if (this.first.port === port) return this.first;
    for (const output of (this.others ??= [])) if (output.port === port) return output;
    const output = { port, json: 'null', sent: 0 };
    this.others.push(output);
    return output;
  }

  private answer(): string {
    if (!this.first) return '{"outputs":{},"sent":{}}';
    let outputs = '';
    let counts = '';
    for (const { port, json, sent } of this.others ? [this.first, ...this.others] : [this.first]) {
      const name = JSON.stringify(port);
      outputs += outputs === '' ? `${name}:${json}` : `,${name}:${json}`;
      if (sent > 0) counts += counts === '' ? `${name}:${sent}` : `,${name}:${sent}`;
    }
    return `{"outputs":{${outputs}},"sent":{${counts}}}`;
  }
}

function writePackets(packets: ReadonlyMap<string, Packet>): string {
  const members = [...packets].map(([port, packet]) => `${JSON.stringify(port)}:${packet.jsonText}`);
  return `{${members.join(',')}}`;
}

function failureOf(failure: ActorFailure): AppError {
  const { type, message } = failure;
  return new AppError(codes.get(type) ?? 'actorFailed', codes.has(type) ? message : `${type}: ${message}`, failure);
}

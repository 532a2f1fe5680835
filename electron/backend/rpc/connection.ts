import { parseJson } from '#shared/message/json.ts';
import type { Notifications } from '#shared/rpc/contract.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import {
  batchTooLong,
  invalidRequest,
  parseError,
  readRequest,
  writeError,
  writeId,
  writeNotification,
  type RequestId,
} from './envelope.ts';
import { Call, type AnswerSink, type Frame } from './call.ts';
import { CallList } from './callList.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Rights, Spliced } from './handlers.ts';
import { writtenTexts } from './writtenTexts.ts';

/** A transport of which a connection can hold back the other side (R5). */
export interface FlowControlledTransport extends Transport {
  /** @param moreFollows more texts will follow soon, so that this one may wait for them for a moment */
  send(text: string, moreFollows?: boolean): void;
  /** Stops reading until `resume`. */
  pause(): void;
  resume(): void;
  /** Bytes handed to `send` that the other side has not taken. */
  readonly unsentBytes: number;
  /** Calls back once, when `unsentBytes` has become small again or the transport has closed. */
  whenDrained(listener: () => void): void;
}

/** What one connection may have under way before its reading is held back. */
const mostCalls = 4096;
const mostCallBytes = 64 * 1024 ** 2;
/** With so many calls under way, answers come closely one after another. */
const manyCalls = 16;
/** Unsent bytes beyond which a client counts as slow. */
const congestedBytes = 4 * 1024 ** 2;

/** The most calls of one batch. */
const longestBatch = 100_000;
/** Milliseconds for which the calls of a batch may begin before others have their turn, and how many begin between two looks at the clock. */
const batchTurn = 5;
const callsBetweenLooks = 16;

/** For frames that are no batch. */
const noAnswers: (string | undefined)[] = [];

/** One client: reads its calls, runs them and sends the answers (R1, R5). */
export class Connection implements AnswerSink, Disposable {
  private readonly underWay = new CallList<Call>();
  private bytesUnderWay = 0;
  private paused = false;
  private awaitsDrain = false;
  /** Calls of a batch have yet to begin; what comes after them waits. */
  private isWithinBatch = false;
  /** What had been read when reading was held back: at most what one read of the socket brings. */
  private readonly unread: string[] = [];
  private readonly onClosed = new Set<() => void>();
  private onIdle: (() => void)[] = [];
  private closed = false;
  /** The transport, where it can hold back the other side. */
  private readonly flow: FlowControlledTransport | undefined;

  constructor(
    private readonly transport: Transport | FlowControlledTransport,
    private readonly dispatcher: Dispatcher,
    readonly rights: Rights,
  ) {
    this.flow = 'pause' in transport ? transport : undefined;
    transport.onMessage((text) => {
      if (this.paused) this.unread.push(text);
      else this.receive(text);
    });
    transport.onClose(() => this.end());
  }

  notify<N extends keyof Notifications>(method: N, params: Spliced<Notifications[N]>): void {
    this.send(writeNotification(method, params));
  }

  get congested(): boolean {
    return this.flow !== undefined && this.flow.unsentBytes > congestedBytes;
  }

  whenWritable(): Promise<void> {
    const { flow } = this;
    if (!flow || this.closed) return Promise.resolve();
    return new Promise((resolve) => flow.whenDrained(resolve));
  }

  cancel(id: RequestId): boolean {
    const call = this.underWay.find(id);
    if (!call) return false;
    call.cancel();
    return true;
  }

  whenClosed(listener: () => void): Disposable {
    if (this.closed) listener();
    else this.onClosed.add(listener);
    return { [Symbol.dispose]: () => void this.onClosed.delete(listener) };
  }

  /** Settles once no call is under way, or the connection has ended. */
  whenIdle(): Promise<void> {
    if (this.closed || this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.onIdle.push(resolve));
  }

  private get isIdle(): boolean {
    return this.underWay.size === 0 && !this.isWithinBatch;
  }

  private tellIfIdle(): void {
    if (this.onIdle.length > 0 && this.isIdle) this.onIdle.splice(0).forEach((listener) => listener());
  }

  [Symbol.dispose](): void {
    this.transport.close();
    this.end();
  }

  private end(): void {
    if (this.closed) return;
    this.closed = true;
    for (const call of this.underWay.all()) call.abort('The connection has ended.');
    for (const listener of this.onClosed) listener();
    this.onClosed.clear();
  }

  private receive(text: string): void {
    let json: unknown;
    try {
      json = parseJson(text);
    } catch {
      this.send(writeError('null', parseError));
      return;
    }
    if (Array.isArray(json) && (json.length === 0 || json.length > longestBatch)) {
      this.send(writeError('null', json.length === 0 ? invalidRequest : batchTooLong));
      return;
    }
    this.bytesUnderWay += text.length;
    const written = writtenTexts(text);
    if (Array.isArray(json))
      this.runBatch(json, { bytes: text.length, isBatch: true, answers: [], missing: json.length, written }, 0);
    else this.run(json, { bytes: text.length, isBatch: false, answers: noAnswers, missing: 1, written }, 0);
    this.regulate();
  }

  /** All calls of a batch run at once; where that takes long, other clients have turns in between. */
  private runBatch(calls: readonly unknown[], frame: Frame, from: number): void {
    const end = performance.now() + batchTurn;
    let index = from;
    do {
      const next = Math.min(index + callsBetweenLooks, calls.length);
      for (; index < next; index++) this.run(calls[index], frame, index);
    } while (index < calls.length && (!this.flow || performance.now() < end));
    this.isWithinBatch = index < calls.length;
    if (!this.isWithinBatch) this.tellIfIdle();
    else
      setImmediate(() => {
        if (this.closed) return;
        this.runBatch(calls, frame, index);
        this.regulate();
      });
  }

  private run(json: unknown, frame: Frame, index: number): void {
    const request = readRequest(json);
    if ('invalid' in request) {
      const id = (request.invalid !== null && frame.written?.[index]?.id) || writeId(request.invalid);
      this.put(frame, index, writeError(id, invalidRequest));
      return;
    }
    const call = new Call(this, request.id, frame, index, this.dispatcher);
    this.underWay.add(call);
    this.dispatcher.run(request, call);
  }

  answered(call: Call, answer: string | undefined): void {
    this.underWay.remove(call);
    this.put(call.frame, call.index, answer);
    this.tellIfIdle();
  }

  /** Takes one answer of a frame; with the last the frame is answered. */
  private put(frame: Frame, index: number, answer: string | undefined): void {
    if (frame.isBatch) frame.answers[index] = answer;
    else if (answer !== undefined) this.send(answer);
    if (--frame.missing > 0) return;
    this.bytesUnderWay -= frame.bytes;
    if (frame.isBatch) {
      const given = frame.answers.filter((each) => each !== undefined);
      if (given.length > 0) this.send(`[${given.join(',')}]`);
    }
    this.regulate();
  }

  private send(text: string): void {
    if (this.closed) return;
    if (this.flow) this.flow.send(text, this.underWay.size >= manyCalls);
    else this.transport.send(text);
  }

  /** Reads no further while too much is under way, or while the client does not take its answers. */
  private regulate(): void {
    const { flow } = this;
    if (!flow || this.closed) return;
    const { congested } = this;
    const full = this.isWithinBatch || this.underWay.size > mostCalls || this.bytesUnderWay > mostCallBytes;
    if (congested && !this.awaitsDrain) {
      this.awaitsDrain = true;
      flow.whenDrained(() => {
        this.awaitsDrain = false;
        this.regulate();
      });
    }
    if (!this.paused && (full || congested)) {
      this.paused = true;
      flow.pause();
    } else if (this.paused && !full && !congested) {
      this.paused = false;
      while (this.unread.length > 0 && !this.paused) this.receive(this.unread.shift()!);
      if (!this.paused) flow.resume();
    }
  }
}

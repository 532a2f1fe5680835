import { parseJson } from '#shared/message/json.ts';
import type { Notifications } from '#shared/rpc/contract.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import {
  batchTooLong,
  invalidRequest,
  parseError,
  readRequest,
  tooManyValues,
  writeError,
  writeId,
  writeNotification,
  type RequestId,
} from './envelope.ts';
import { largeFrame, outline, type FrameOutline, type OutlinedItem } from './largeFrame.ts';
import { Call, type AnswerSink, type Frame } from './call.ts';
import { CallList } from './callList.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Rights, Spliced } from './handlers.ts';
import { hidesTags, writtenTexts, type WrittenTexts } from './writtenTexts.ts';

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
/** The most values of one frame, those of a single call's payload not counted. */
const mostValues = 110_000;
/** Milliseconds of work on one frame before others have their turn, and how many calls of a batch begin between two looks at the clock. */
const turn = 5;
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
  /** A large frame is being looked through; what comes after it waits. */
  private isLooking = false;
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
    return this.underWay.size === 0 && !this.isWithinBatch && !this.isLooking;
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

  /** Large frames are looked through first, in turns: what parsing them costs would be everybody's (X4). */
  private receive(text: string): void {
    if (!this.flow || text.length < largeFrame) this.read(text);
    else this.lookThrough(text, outline(text, longestBatch));
  }

  private lookThrough(text: string, looking: ReturnType<typeof outline>): void {
    const end = performance.now() + turn;
    let step = looking.next();
    while (!step.done && performance.now() < end) step = looking.next();
    this.isLooking = !step.done;
    if (step.done) this.readLarge(text, step.value);
    else
      setImmediate(() => {
        if (!this.closed) this.lookThrough(text, looking);
      });
    this.regulate();
  }

  /** Batches are parsed call by call. What goes to an actor goes as it was written; what else takes long to parse is for editors only. */
  private readLarge(text: string, found: FrameOutline | undefined): void {
    if (!found) this.send(writeError('null', parseError));
    else if (found.items) this.readLargeBatch(text, found.items);
    else if (found.values <= mostValues) this.read(text);
    else {
      const { name, start, end } = found.member ?? { name: 'payload', start: 0, end: 0 };
      const rest = `${text.slice(0, start)}{}${text.slice(end)}`;
      const large = text.slice(start, end);
      const isSeparable = end > 0 && rest.length <= largeFrame && !hidesTags(large);
      if (isSeparable) this.read(rest, { [name]: large });
      else if (this.rights.editor) this.read(text);
      else this.send(writeError('null', tooManyValues));
    }
  }

  private readLargeBatch(text: string, items: readonly OutlinedItem[]): void {
    if (this.refusesBatch(items.length)) return;
    const written: WrittenTexts[] = [];
    const callAt = (index: number): unknown => {
      const { start, end, values } = items[index]!;
      // What is too large to be looked at is no valid request.
      if (values > mostValues && !this.rights.editor) return undefined;
      const call = text.slice(start, end);
      written[index] = writtenTexts(call)?.[0] ?? {};
      return parseJson(call);
    };
    this.bytesUnderWay += text.length;
    this.runBatch(callAt, batch(items.length, text.length, written), 0);
  }

  private refusesBatch(length: number): boolean {
    if (length > 0 && length <= longestBatch) return false;
    this.send(writeError('null', length === 0 ? invalidRequest : batchTooLong));
    return true;
  }

  /** @param large what was taken out of the text */
  private read(text: string, large?: Pick<WrittenTexts, 'payload' | 'data'>): void {
    let json: unknown;
    try {
      json = parseJson(text);
    } catch {
      this.send(writeError('null', parseError));
      return;
    }
    if (Array.isArray(json) && this.refusesBatch(json.length)) return;
    const bytes = text.length + (large?.payload ?? large?.data ?? '').length;
    this.bytesUnderWay += bytes;
    const written = large === undefined ? writtenTexts(text) : [{ ...writtenTexts(text)?.[0], ...large }];
    if (Array.isArray(json)) this.runBatch((index) => json[index] as unknown, batch(json.length, bytes, written), 0);
    else this.run(json, { bytes, isBatch: false, length: 1, answers: noAnswers, missing: 1, written }, 0);
    this.regulate();
  }

  /** All calls of a batch run at once; where that takes long, other clients have turns in between. */
  private runBatch(callAt: (index: number) => unknown, frame: Frame, from: number): void {
    const end = performance.now() + turn;
    const { length } = frame;
    let index = from;
    do {
      const next = Math.min(index + callsBetweenLooks, length);
      for (; index < next; index++) this.run(callAt(index), frame, index);
    } while (index < length && (!this.flow || performance.now() < end));
    this.isWithinBatch = index < length;
    if (!this.isWithinBatch) this.tellIfIdle();
    else
      setImmediate(() => {
        if (this.closed) return;
        this.runBatch(callAt, frame, index);
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
    const full =
      this.isLooking || this.isWithinBatch || this.underWay.size > mostCalls || this.bytesUnderWay > mostCallBytes;
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

function batch(length: number, bytes: number, written: Frame['written']): Frame {
  return { bytes, isBatch: true, length, answers: [], missing: length, written };
}

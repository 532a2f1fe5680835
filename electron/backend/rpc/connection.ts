import { parseJson } from '#shared/message/json.ts';
import type { Notifications } from '#shared/rpc/contract.ts';
import { toRpcError } from '#shared/rpc/errors.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import {
  invalidRequest,
  parseError,
  readRequest,
  writeError,
  writeNotification,
  writeResult,
  type RequestId,
} from './envelope.ts';
import { Call, type Outcome } from './call.ts';
import { CallList } from './callList.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Caller, Rights, Spliced } from './handlers.ts';

/** A transport of which a connection can hold back the other side (R5). */
export interface FlowControlledTransport extends Transport {
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
/** Unsent bytes beyond which a client counts as slow. */
const congestedBytes = 4 * 1024 ** 2;

/** One client: reads its calls, runs them and sends the answers (R1, R5). */
export class Connection implements Caller, Disposable {
  private readonly underWay = new CallList<Call>();
  private bytesUnderWay = 0;
  private paused = false;
  private awaitsDrain = false;
  /** What had been read when reading was held back: at most what one read of the socket brings. */
  private readonly unread: string[] = [];
  private readonly onClosed = new Set<() => void>();
  private closed = false;

  constructor(
    private readonly transport: Transport | FlowControlledTransport,
    private readonly dispatcher: Dispatcher,
    readonly rights: Rights,
  ) {
    transport.onMessage((text) => {
      if (this.paused) this.unread.push(text);
      else this.receive(text);
    });
    transport.onClose(() => this.end());
  }

  notify<N extends keyof Notifications>(method: N, params: Spliced<Notifications[N]>): void {
    if (!this.closed) this.transport.send(writeNotification(method, params));
  }

  get congested(): boolean {
    return 'unsentBytes' in this.transport && this.transport.unsentBytes > congestedBytes;
  }

  whenWritable(): Promise<void> {
    const { transport } = this;
    if (!('whenDrained' in transport) || this.closed) return Promise.resolve();
    return new Promise((resolve) => transport.whenDrained(resolve));
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
      this.send(writeError(null, parseError));
      return;
    }
    this.bytesUnderWay += text.length;
    const answered = (answer: string | undefined): void => {
      this.bytesUnderWay -= text.length;
      if (answer !== undefined) this.send(answer);
      this.regulate();
    };
    if (!Array.isArray(json)) this.runOne(json, answered);
    else if (json.length === 0) answered(writeError(null, invalidRequest));
    else this.runBatch(json, answered);
    this.regulate();
  }

  /** All calls of a batch run at once; the answers come together, in the order of the calls. */
  private runBatch(batch: readonly unknown[], done: (answer: string | undefined) => void): void {
    const answers: (string | undefined)[] = [];
    let missing = batch.length;
    batch.forEach((json, index) => {
      this.runOne(json, (answer) => {
        answers[index] = answer;
        if (--missing > 0) return;
        const given = answers.filter((each) => each !== undefined);
        done(given.length > 0 ? `[${given.join(',')}]` : undefined);
      });
    });
  }

  private runOne(json: unknown, done: (answer: string | undefined) => void): void {
    const request = readRequest(json);
    if ('invalid' in request) {
      done(writeError(request.invalid, invalidRequest));
      return;
    }
    const { id } = request;
    const call = new Call(this, id, (outcome) => {
      this.underWay.remove(call);
      done(id === undefined ? undefined : this.answer(id, outcome));
    });
    this.underWay.add(call);
    this.dispatcher.run(request, call);
  }

  private answer(id: RequestId, outcome: Outcome): string {
    if ('error' in outcome) return writeError(id, outcome.error);
    try {
      return writeResult(id, outcome.result);
    } catch (defect) {
      this.dispatcher.reportDefect('writing an answer', defect);
      return writeError(id, toRpcError(defect));
    }
  }

  private send(text: string): void {
    if (!this.closed) this.transport.send(text);
  }

  /** Reads no further while too much is under way, or while the client does not take its answers. */
  private regulate(): void {
    const { transport } = this;
    if (!('pause' in transport) || this.closed) return;
    const full = this.underWay.size > mostCalls || this.bytesUnderWay > mostCallBytes;
    if (this.congested && !this.awaitsDrain) {
      this.awaitsDrain = true;
      transport.whenDrained(() => {
        this.awaitsDrain = false;
        this.regulate();
      });
    }
    if (!this.paused && (full || this.congested)) {
      this.paused = true;
      transport.pause();
    } else if (this.paused && !full && !this.congested) {
      this.paused = false;
      while (this.unread.length > 0 && !this.paused) this.receive(this.unread.shift()!);
      if (!this.paused) transport.resume();
    }
  }
}

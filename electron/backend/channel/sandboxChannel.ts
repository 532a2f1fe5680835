import type { Duplex } from 'node:stream';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { BusyPoll } from '#shared/channel/busyPoll.ts';
import { CallQueue } from './callQueue.ts';
import type { ChannelRecord } from './channelRecord.ts';
import { outputCompletes, recordKind, type RecordKind } from './frames.ts';
import { BadFrame, FrameReader } from './frameReader.ts';
import { Gathering } from './gathering.ts';
import { makeSecret } from './frameTags.ts';
import { FrameWriter } from './frameWriter.ts';

/** Who hears the records of one instance in a sandbox. */
export interface RecordReceiver {
  receive(record: ChannelRecord): void;
  /** It wrote a line to a descriptor of stdout or stderr, past the runner. */
  printed(level: LogLevel, line: string): void;
  /** The stream ended or was disturbed; no record follows. */
  closed(problem: Error | undefined): void;
}

/** Frames leave at this size even within one turn of the event loop. */
const flushBytes = 256 * 1024;

const ends: ReadonlySet<RecordKind> = new Set([
  recordKind.loaded,
  recordKind.loadFailed,
  recordKind.completed,
  recordKind.failed,
]);

function endsCall({ kind, flags }: ChannelRecord): boolean {
  return ends.has(kind) || (kind === recordKind.output && (flags & outputCompletes) !== 0);
}

/**
 * The host's end of a sandbox's channel (S6): one private stream, shared by the instances in that sandbox. Records that are sent in
 * one turn leave in one frame; while the stream is full they wait here. `hold` stops reading, so that the sandbox's own writing stops.
 */
export class SandboxChannel {
  /** Settles when the runner is up; rejects when the channel closes before. */
  readonly ready: Promise<{ runtime: string; version: string }>;
  /** Settles when no record follows any more. */
  readonly ended: Promise<void>;
  private readonly writer: FrameWriter;
  private readonly reader: FrameReader;
  private readonly receivers = new Map<number, RecordReceiver>();
  private readonly held = new Set<number>();
  /** Instances of which nothing is read, though others share the sandbox. */
  private readonly stopped = new Set<number>();
  private readonly outstanding = new CallQueue();
  /** The one that left last. */
  private lastReceiver: RecordReceiver | undefined;
  private nextInstance = 1;
  private nextCall = 1;
  private isFlushDue = false;
  private isFull = false;
  private isReading = false;
  private isDraining = false;
  private readonly gathering = new Gathering();
  /** For state that is asked for step by step: the store's answer, then the actor's next operation. */
  private readonly busyPoll = new BusyPoll();
  /** State operations without an answer. */
  private asked = 0;
  /** What the last read brought; negative when somebody waits for an answer to it. */
  private results = 0;
  private isClosed = false;
  private lastCall: number | undefined;
  private problem: Error | undefined;
  private announceReady!: (ready: { runtime: string; version: string }) => void;
  private failReady!: (error: Error) => void;
  private announceEnd!: () => void;

  constructor(private readonly stream: Duplex) {
    const secret = makeSecret();
    this.writer = new FrameWriter(secret.outgoing);
    this.reader = new FrameReader(secret.incoming);
    this.ready = new Promise((resolve, reject) => {
      this.announceReady = resolve;
      this.failReady = reject;
    });
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.announceEnd = resolve;
    });
    stream.on('data', (bytes: Buffer) => {
      this.reader.push(bytes);
      this.results = 0;
      this.read();
      if (this.results > 0) this.gathering.afterRead(this.results, this.outstanding.size);
    });
    stream.on('drain', () => {
      this.isFull = false;
      this.flush();
    });
    // A sandbox that ends with frames unread resets the stream; how it ended is told by its exit.
    stream.on('error', () => this.close(undefined));
    stream.on('end', () => this.close(undefined));
    stream.on('close', () => this.close(undefined));
    stream.write(secret.bytes);
  }

  /** @returns the number by which the sandbox knows the instance */
  attach(receiver: RecordReceiver): number {
    const instance = this.nextInstance++;
    this.receivers.set(instance, receiver);
    if (this.isClosed) queueMicrotask(() => receiver.closed(this.problem));
    return instance;
  }

  /** What an instance leaves unfinished in a shared sandbox goes on until the sandbox says that it is over. */
  detach(instance: number): void {
    this.lastReceiver = this.receivers.get(instance) ?? this.lastReceiver;
    this.receivers.delete(instance);
    // Nobody answers what it asked.
    this.asked = 0;
    if (this.receivers.size === 0) this.outstanding.endAllOf(instance);
    this.hold(instance, false);
  }

  /**
   * Reads nothing more, whoever shares the sandbox, until the instance is not held any more: it has sent more than anybody wants to
   * keep for it.
   */
  stop(instance: number): void {
    if (this.isDraining) return;
    this.stopped.add(instance);
    this.stream.pause();
  }

  /** Whether nothing is read though several instances share the sandbox. */
  get isStopped(): boolean {
    return this.stopped.size > 0;
  }

  /** Whether it is because of this instance. */
  hasStopped(instance: number): boolean {
    return this.stopped.has(instance);
  }

  /** How many instances live in the sandbox. */
  get instances(): number {
    return this.receivers.size;
  }

  /** A number for a call of an instance, unique on this channel; the sandbox works on calls in this order, until `endCall`. */
  beginCall(instance: number): number {
    const call = this.nextCall;
    this.nextCall = call === 0xffffffff ? 1 : call + 1;
    this.outstanding.add(call, instance);
    return call;
  }

  /** @throws BadFrame when the call is another instance's: what a sandbox says must not keep others waiting for ever */
  endCall(call: number, instance: number): void {
    const owner = this.outstanding.ownerOf(call);
    if (owner !== undefined && owner !== instance) throw new BadFrame('it ended a message that was not its own');
    this.outstanding.end(call);
  }

  /** The call that the sandbox is working on, or was when it ended; undefined when it is idle. */
  get currentCall(): number | undefined {
    return this.isClosed ? this.lastCall : this.outstanding.first;
  }

  /** The calls of an instance that the sandbox has yet to complete, oldest first. */
  callsOf(instance: number): number[] {
    return this.outstanding.of(instance);
  }

  /**
   * Tells of a line that something in the sandbox wrote past the runner whoever the sandbox works for, or last did: what is written
   * during a call is there to be read before what tells of the call's end.
   */
  print(level: LogLevel, line: string): void {
    const [first = this.lastReceiver] = this.receivers.values();
    (this.receivers.get(this.outstanding.owner ?? 0) ?? first)?.printed(level, line);
  }

  send(kind: RecordKind, flags: number, instance: number, call: number, parts: readonly Buffer[]): void {
    if (this.isClosed) return;
    if (kind === recordKind.stateResult) {
      this.asked = Math.max(0, this.asked - 1);
      this.expectState();
    }
    this.writer.put(kind, flags, instance, call, parts);
    this.flushSoon();
  }

  /** As `send`, of a payload that is at hand as text. */
  sendText(kind: RecordKind, flags: number, instance: number, call: number, text: string): void {
    if (this.isClosed) return;
    this.writer.putText(kind, flags, instance, call, text);
    this.flushSoon();
  }

  /**
   * Stops or resumes the sandbox's outputs. In a sandbox that several instances share only the others' firings stop by themselves:
   * reading goes on, because a held instance may wait for what another one in the same sandbox has yet to take.
   */
  hold(instance: number, held: boolean): void {
    if (held) this.held.add(instance);
    else {
      this.held.delete(instance);
      this.stopped.delete(instance);
    }
    if (this.isHeld) this.stream.pause();
    else if (this.stream.isPaused()) {
      queueMicrotask(() => {
        if (this.isHeld || this.isClosed) return;
        this.read();
        if (!this.isHeld) this.stream.resume();
      });
    }
  }

  /** Reads on to the end, held or not: the sandbox is gone, and what it had said counts. */
  drain(): void {
    this.isDraining = true;
    this.stopped.clear();
    this.read();
    this.stream.resume();
  }

  private get isHeld(): boolean {
    if (this.isDraining) return false;
    return (this.held.size > 0 && this.receivers.size <= 1) || this.isStopped;
  }

  private flushSoon(): void {
    if (this.writer.size > flushBytes) this.flush();
    else if (!this.isFlushDue) {
      this.isFlushDue = true;
      queueMicrotask(() => {
        this.isFlushDue = false;
        this.flush();
      });
    }
  }

  private flush(): void {
    if (this.isFull || this.isClosed || this.writer.isEmpty) return;
    const pieces = this.writer.take();
    if (pieces.length > 1) this.stream.cork();
    for (const piece of pieces) this.isFull = !this.stream.write(piece);
    if (pieces.length > 1) this.stream.uncork();
  }

  private read(): void {
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (!this.isHeld && !this.isClosed) {
        const record = this.reader.next();
        if (!record) break;
        this.deliver(record);
      }
    } catch (error) {
      this.close(error as Error);
      this.stream.destroy();
    } finally {
      this.isReading = false;
    }
  }

  private deliver(record: ChannelRecord): void {
    const receiver = this.receivers.get(record.instance);
    // Whoever asks for state waits for the answer.
    if (record.kind === recordKind.state && receiver) {
      this.results = -Infinity;
      this.asked++;
      this.expectState();
    } else {
      this.results++;
      this.busyPoll.end();
    }
    if (record.kind === recordKind.ready) this.announceReady(JSON.parse(record.text));
    else if (receiver) receiver.receive(record);
    else if (endsCall(record)) this.endCall(record.call, record.instance);
  }

  private expectState(): void {
    this.busyPoll.end();
    if (this.asked <= 1) this.busyPoll.expect();
  }

  private close(problem: Error | undefined): void {
    if (this.isClosed) return;
    this.lastCall = this.outstanding.first;
    this.isClosed = true;
    this.problem = problem;
    this.failReady(problem ?? new Error('the sandbox ended before its runner was up'));
    for (const receiver of this.receivers.values()) receiver.closed(problem);
    this.announceEnd();
  }
}

import { BusyPoll } from '../../../shared/channel/busyPoll.ts';
import { kinds, largestPayload } from './channel.mjs';
import { ActorContext, bindContext } from './context.mjs';
import { deliver } from './delivery.mjs';
import { describe, mapStacks } from './failure.mjs';
import { Instance } from './instance.mjs';
import { parseJson } from '../../../shared/message/json.ts';
import { capturePrints, levelNamed } from './output.mjs';

const withTimestamp = 1;
const withShared = 2;
const timestampKey = '\u0000t';
const sharedKey = '\u0000r';
/** The messages of an actor that takes longer than this leave as soon as they are sent; those of a quick one together. */
const quickMilliseconds = 2;
const burstMilliseconds = 0.5;
const lookMilliseconds = 5;
const longestLog = 64 * 1024;
/** The places that an error remembers: those in the user's own files may lie behind many in packages. */
const rememberedPlaces = 60;

// Held apart from the globals, which actors may change.
const now = performance.now.bind(performance);
const { nextTick } = process;
const { parse, stringify } = JSON;
const { setImmediate } = globalThis;

/** Lets Node look at the channel: the first turn may end without that. */
const nextRead = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** There is one: what was thrown is not asked what it is, since it may throw then. */
const cancellation = Object.assign(new Error('the message was cancelled'), { name: 'Cancelled' });

/** The one worker of a sandbox: runs calls one after another, in the order of arrival. */
export class Worker {
  #pending = [];
  #isPumping = false;
  #instances = new Map();
  #operations = new Map();
  #busyPoll = new BusyPoll();
  #nextOperation = 1;
  #instance;
  #logInstance = 0;
  #call = 0;
  #isCancelled = false;
  #rejectCall;
  #isFlushDue = false;
  #lastFlush = 0;
  #callBegan = 0;
  #lastLook = 0;
  #shared;
  #finishPrints;
  /** Values of more bytes than this pass through shared memory where there is some; larger ones than a frame takes never do. */
  sharedFrom = largestPayload;

  #makeShared;

  /** @param makeShared makes `SharedMemory`; only where the runner has files */
  constructor(channel, makeShared) {
    this.channel = channel;
    this.#makeShared = makeShared;
  }

  /** Works until the host closes the channel. */
  serve() {
    Error.stackTraceLimit = rememberedPlaces;
    mapStacks(() => this.#instance);
    this.#finishPrints = capturePrints((level, text) => this.log(level, text));
    process.exit = (code) => {
      throw new Error(`the actor called process.exit(${code ?? ''}); an actor ends a message by returning`);
    };
    const onFailure = (error) => this.#failInBackground(error);
    process.on('uncaughtException', onFailure);
    process.on('unhandledRejection', onFailure);
    const version = process.versions.node;
    this.channel.put(kinds.ready, 0, 0, 0, '', stringify({ runtime: 'javascript', version }));
    this.channel.flush();
    this.channel.listen((records) => this.#take(records));
  }

  #take(records) {
    for (const record of records) {
      if (record.kind === kinds.stateResult) {
        const answer = this.#operations.get(record.call);
        this.#operations.delete(record.call);
        this.#busyPoll.end();
        answer?.(record.text);
      } else if (record.kind === kinds.cancel) this.#cancel(record.call);
      else if (record.kind === kinds.share) this.#agree(parse(record.text));
      else if (record.kind === kinds.load && this.#instances.has(record.instance)) this.#putFirst(record);
      else this.#pending.push(record);
    }
    this.#lastLook = now();
    if (!this.#isPumping && this.#pending.length > 0) void this.#pump();
  }

  /** New code takes over between two messages: before those that wait, after code that came earlier. */
  #putFirst(record) {
    const place = this.#pending.findIndex(({ kind }) => kind !== kinds.load);
    this.#pending.splice(place < 0 ? this.#pending.length : place, 0, record);
  }

  #cancel(call) {
    if (call === this.#call) {
      this.#isCancelled = true;
      this.#rejectCall?.(cancellation);
      return;
    }
    const place = this.#pending.findIndex((record) => record.kind === kinds.process && record.call === call);
    if (place < 0) return;
    const [record] = this.#pending.splice(place, 1);
    this.channel.put(kinds.failed, 0, record.instance, call, '', cancelledFailure);
    this.channel.flush();
  }

  async #pump() {
    try {
      await this.#work();
    } catch {
      // The actor has changed what the runner is made of: a new sandbox goes on.
      process.reallyExit(70);
    }
  }

  async #work() {
    this.#isPumping = true;
    while (this.#pending.length > 0) {
      // While calls wait, new code and cancellations must not wait behind them.
      if (now() - this.#lastLook > lookMilliseconds) {
        this.#lastLook = now();
        await nextRead();
        continue;
      }
      const record = this.#pending.shift();
      if (record.kind === kinds.process) {
        const waiting = this.#process(record);
        if (waiting) await waiting;
        this.#endCall();
      } else if (record.kind === kinds.load) await this.#load(record);
      else if (record.kind === kinds.unload) this.#instances.delete(record.instance);
    }
    this.#isPumping = false;
  }

  async #load({ instance: number, call, text }) {
    this.#logInstance = number;
    this.#call = call;
    this.channel.put(kinds.loading, 0, number, call);
    this.flush();
    let instance;
    try {
      const load = parse(text);
      instance = this.#instance = new Instance(this, number, load);
      await this.#orRejected(instance.start(load.function));
      this.#finishPrints();
      this.#instances.set(number, instance);
      this.channel.put(kinds.loaded, 0, number, call);
    } catch (error) {
      const failure = stringify(describe(error, instance, null));
      this.channel.put(kinds.loadFailed, 0, number, call, '', failure);
    }
    this.#endCall();
  }

  #endCall() {
    this.#call = 0;
    this.#rejectCall = undefined;
    this.flush();
    const instance = this.#instance;
    if (!instance) return;
    if (this.#lastFlush - this.#callBegan > quickMilliseconds) instance.eager = 100;
    else if (instance.eager > 0) instance.eager--;
  }

  /** Runs a call; answers a promise when it has to wait for something. */
  #process({ flags, instance: number, call, text }) {
    const instance = this.#instances.get(number);
    this.#instance = instance;
    this.#logInstance = number;
    this.#call = call;
    this.#callBegan = now();
    this.#isCancelled = false;
    if (!instance) {
      const failure = { type: 'NotLoaded', message: 'the actor is not loaded', stack: '', port: null };
      this.channel.put(kinds.failed, 0, number, call, '', stringify(failure));
      return undefined;
    }
    let context;
    try {
      const raw = parseJson(text);
      let timestamp = Date.now();
      if (flags & withTimestamp) {
        timestamp = raw[timestampKey];
        delete raw[timestampKey];
      }
      context = new ActorContext(this, instance, call, raw, text.includes('"type"'), timestamp);
      if (instance.takesMethods) bindContext(context);
      if (flags & withShared) this.#readShared(context, raw);
      const result = instance.function.call(undefined, context);
      if (typeof result?.then === 'function') return this.#finishWaiting(instance, context, call, result);
      const waiting = deliver(context, result) ?? context.openStreams();
      if (waiting) return this.#finishWaiting(instance, context, call, waiting);
      this.#complete(instance, context, call);
    } catch (error) {
      this.#fail(instance, context, call, error);
    }
    return undefined;
  }

  #agree(terms) {
    this.#shared ??= this.#makeShared(this.channel);
    this.#shared.agree(terms);
    this.sharedFrom = terms.threshold;
  }

  /** Puts the values that lie in shared memory among the inputs. */
  #readShared(context, raw) {
    const named = Object.entries(raw[sharedKey]);
    delete raw[sharedKey];
    for (const [port, [name, size]] of named) {
      context.noteReading(port);
      try {
        const { value, isBytes } = this.#shared.read(name, size);
        if (isBytes) context.putBytes(port, value);
        else context.putJson(port, value.toString('utf8'));
      } catch (problem) {
        const reason = `inport "${port}": a value in shared memory cannot be read: ${problem.message}`;
        throw new Error(reason, { cause: problem });
      }
    }
    context.noteReading(null);
  }

  /** Puts bytes, or a message's JSON text, in shared memory; answers what announces it, undefined when it must go in a frame. */
  share(value, instance, call, port) {
    return this.#shared?.write(value, instance.id, call, port);
  }

  async #finishWaiting(instance, context, call, promise) {
    try {
      const result = await this.#orRejected(promise);
      await this.#orRejected(deliver(context, result));
      await this.#orRejected(context.openStreams());
      this.#complete(instance, context, call);
    } catch (error) {
      this.#fail(instance, context, call, error);
    }
  }

  /** What a promise gives, unless the call is cancelled or fails elsewhere meanwhile. */
  #orRejected(promise) {
    if (promise === undefined) return undefined;
    return new Promise((resolve, reject) => {
      this.#rejectCall = reject;
      promise.then(resolve, reject);
    });
  }

  #complete(instance, context, call) {
    context.finish();
    this.#finishPrints();
    this.channel.complete(instance.number, call);
  }

  #fail(instance, context, call, error) {
    const port = context?.finish() ?? null;
    this.#finishPrints();
    const failure = error === cancellation ? cancelledFailure : stringify(describe(error, instance, port));
    this.channel.put(kinds.failed, 0, instance.number, call, '', failure);
  }

  /** What is thrown where nobody waits fails the call that is under way: else it could wait for ever. */
  #failInBackground(error) {
    if (this.#rejectCall) {
      this.#rejectCall(error);
      return;
    }
    const { stack, message } = describe(error, this.#instance, null);
    this.log('error', stack || message);
    this.flush();
  }

  /** After each item of a stream. */
  async endItem(instance) {
    this.flushSoon(instance);
    if (now() - this.#lastLook > lookMilliseconds) {
      this.#lastLook = now();
      await nextRead();
    }
    if (this.#isCancelled) throw cancellation;
  }

  /** Sends all that is buffered. */
  flush() {
    this.#isFlushDue = false;
    this.#lastFlush = now();
    this.channel.flush();
  }

  /** Sends what is buffered now, unless in a burst: then it leaves with the next message or when JavaScript is done for now. */
  flushSoon(instance) {
    const isEager = instance === undefined || instance.eager > 0;
    if (isEager || now() - this.#lastFlush > burstMilliseconds) this.flush();
    else this.#flushLater();
  }

  #flushLater() {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    nextTick(() => {
      if (this.#isFlushDue) this.flush();
    });
  }

  log(level, text) {
    const record = { level: levelNamed(level), text: String(text).slice(0, longestLog), timestamp: Date.now() };
    this.channel.put(kinds.log, 0, this.#logInstance, this.#call, '', stringify(record));
    this.flushSoon(this.#instances.get(this.#logInstance));
  }

  /** Sends a state operation; promises the text of its answer. */
  issue(instance, text) {
    const number = this.#nextOperation++;
    this.channel.put(kinds.state, 0, instance.number, number, '', text);
    if (this.#operations.size === 0) this.#busyPoll.expect();
    else this.#busyPoll.end();
    this.#flushLater();
    return new Promise((resolve) => this.#operations.set(number, resolve));
  }
}

const cancelledFailure = '{"type":"Cancelled","message":"the message was cancelled","stack":"","port":null}';

import { bindMethods } from './bindMethods.mjs';
import { kinds } from './channel.mjs';
import { isStream, noteGiven, stream, streamOf } from './delivery.mjs';
import { parseJson, readMessage, UncarriableValue, writeMessage, writePlain } from '../../../shared/message/json.ts';
import { Message } from './message.mjs';
import { logged } from './output.mjs';

/** Messages by inport: a Map whose entries can also be read as properties. */
export class Payload extends Map {
  constructor(entries) {
    super(entries);
    for (const [port, message] of entries)
      if (!(port in this)) Object.defineProperty(this, port, { value: message, enumerable: true });
  }
}

/** Flag of an output: the message lies in shared memory. */
const outputShared = 2;

/** Inputs, outputs, config and state of an actor while it processes one set of messages. */
export class ActorContext {
  #worker;
  #instance;
  #call;
  #raw;
  #isTagged;
  #timestamp;
  #payload;
  #sent;
  #isOver = false;
  #open;
  #port = null;

  constructor(worker, instance, call, raw, isTagged, timestamp) {
    this.#worker = worker;
    this.#instance = instance;
    this.#call = call;
    this.#raw = raw;
    this.#isTagged = isTagged;
    this.#timestamp = timestamp;
  }

  /** The plain value on an inport, or, when it has none, `missing` or else the inport's declared default. */
  getInput(port = 'input', missing = undefined) {
    if (!Object.hasOwn(this.#raw, port)) return missing === undefined ? this.#instance.defaultOf(port) : missing;
    this.#port = port;
    const value = this.#raw[port];
    return this.#isTagged ? read(value).data : value;
  }

  /** The bytes on an inport as a Buffer, without a further copy; undefined when the port has none. */
  getBuffer(port = 'input') {
    const value = this.getInput(port);
    if (value === undefined || value === null) return undefined;
    if (!(value instanceof Uint8Array))
      throw new TypeError(`inport "${port}": there are no bytes, but a ${typeof value}`);
    return bufferOver(value.buffer, value.byteOffset, value.length);
  }

  hasInput(port) {
    return Object.hasOwn(this.#raw, port);
  }

  /** The messages by inport. */
  get payload() {
    return (this.#payload ??= new Payload(
      Object.entries(this.#raw).map(([port, value]) => [port, this.#isTagged ? messageOf(value) : Message.of(value)]),
    ));
  }

  getPayload() {
    return this.payload;
  }

  get config() {
    return this.#instance.config;
  }

  /** The node's config; with a key, one value of it. */
  getConfig(key, missing) {
    const { config } = this.#instance;
    return key === undefined ? config : (config[key] ?? missing);
  }

  get state() {
    return this.#instance.state;
  }

  /** The state; with a key, a promise of one value of it. */
  getState(key, missing) {
    return key === undefined ? this.#instance.state : this.#instance.state.get(key, missing);
  }

  setState(key, value) {
    return this.#instance.state.set(key, value);
  }

  /** A string; a function that answers it in files that call it. */
  get actorId() {
    return this.#instance.actorId;
  }

  /** When the message was handed over, in milliseconds since 1970; a function that answers it in files that call it. */
  get timestamp() {
    return this.#instance.callsTimestamp ? callable(this.#timestamp) : this.#timestamp;
  }

  /** Sends a message at once; the promise is for a generator, whose items are sent one by one. */
  sendOutput(port, value = null) {
    if (isStream(value)) return this.#keepOpen(stream(this, port, streamOf(value)));
    this.emit(port, value, 0);
    this.#worker.flushSoon(this.#instance);
    return sent;
  }

  /** The message is not done before the streams are that nobody awaits. */
  #keepOpen(sending) {
    const open = (this.#open ??= new Set());
    const tracked = sending.finally(() => open.delete(tracked));
    open.add(tracked);
    return tracked;
  }

  send(port, value) {
    return this.sendOutput(port, value);
  }

  /** As `sendOutput`, for functions that cannot await. */
  sendOutputSync(port, value = null) {
    if (!isStream(value)) {
      this.sendOutput(port, value);
      return;
    }
    const items = streamOf(value);
    if (typeof items[Symbol.iterator] !== 'function')
      throw new TypeError(`outport "${port}": an asynchronous generator needs "await context.sendOutput(…)"`);
    for (const item of items) this.sendOutput(port, item);
  }

  /** What was sent so far: the last value by port. */
  getOutputs() {
    return noteGiven(Object.fromEntries(this.#sent ?? []));
  }

  /** Writes to the node's log: `context.log('info', '…')`. */
  log(level, ...text) {
    if (text.length === 0) this.#worker.log('info', logged(level));
    else this.#worker.log(level, text.map(logged).join(' '));
  }

  /** @internal Puts one message on an outport. */
  emit(port, value, flags) {
    if (this.#isOver)
      throw new Error(`outport "${port}": the actor had already finished this message; await what it starts`);
    if (typeof port !== 'string') throw new TypeError(`an outport's name is a string, not ${String(port)}`);
    const instance = this.#instance;
    if (!instance.outports.has(port)) instance.noteOutport(port);
    let text = this.#shareBytes(port, value);
    let isShared = text !== undefined;
    if (!isShared) {
      text = textOf(port, value);
      // No character takes more than three bytes; only for long texts is it worth counting them.
      if (text.length > instance.largest / 3) refuseLarge(port, byteLength(text), instance.largest);
      if (text.length > this.#worker.sharedFrom) {
        const announced = this.#worker.share(text, instance, this.#call, port);
        isShared = announced !== undefined;
        if (isShared) text = announced;
      }
    }
    const outputFlags = isShared ? flags | outputShared : flags;
    this.#worker.channel.put(kinds.output, outputFlags, instance.number, this.#call, port, text);
    (this.#sent ??= new Map()).set(port, value);
  }

  /** Bytes lie in shared memory as they are; undefined when the value must go another way. */
  #shareBytes(port, value) {
    const data = value instanceof Message && value.type === 'Encoded' ? value.data : value;
    if (!(data instanceof Uint8Array) || data.length <= this.#worker.sharedFrom) return undefined;
    refuseLarge(port, data.length, this.#instance.largest);
    return this.#worker.share(data, this.#instance, this.#call, port);
  }

  /** @internal The inport that a failure from now on is about. */
  noteReading(port) {
    this.#port = port;
  }

  /** @internal A value that did not come in the frame. */
  putBytes(port, bytes) {
    setOwn(this.#raw, port, bytes);
  }

  /** @internal The JSON text of a message that did not come in the frame. */
  putJson(port, text) {
    this.#isTagged ||= text.includes('"type"');
    setOwn(this.#raw, port, parseJson(text));
  }

  /** @internal */
  wasSent(port, value) {
    return this.#sent?.has(port) === true && Object.is(this.#sent.get(port), value);
  }

  /** @internal */
  onlyOutport() {
    return this.#instance.onlyOutport;
  }

  /** @internal After each item of a stream. */
  endItem() {
    return this.#worker.endItem(this.#instance);
  }

  /** @internal What has to end before the call does; undefined when nothing has to. */
  openStreams() {
    return this.#open?.size > 0 ? Promise.allSettled(this.#open).then(() => undefined) : undefined;
  }

  /** @internal The call is over. Answers the inport it was about. */
  finish() {
    this.#isOver = true;
    return this.#port ?? Object.keys(this.#raw)[0] ?? null;
  }
}

/** Also where the name is `__proto__`. */
function setOwn(target, name, value) {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

const aliases = {
  getInput: 'get_input',
  getBuffer: 'get_buffer',
  hasInput: 'has_input',
  getPayload: 'get_payload',
  getConfig: 'get_config',
  getState: 'get_state',
  setState: 'set_state',
  actorId: 'actor_id',
  sendOutput: 'send_output',
  sendOutputSync: 'send_output_sync',
  getOutputs: 'get_outputs',
};
for (const [name, alias] of Object.entries(aliases))
  Object.defineProperty(ActorContext.prototype, alias, Object.getOwnPropertyDescriptor(ActorContext.prototype, name));

const methods = Object.entries({ ...aliases, send: 'send', log: 'log' })
  .flat()
  .filter((name) => name !== 'actorId' && name !== 'actor_id');
const mention = new RegExp(`\\b(?:${methods.join('|')})\\b(?!\\s*\\()`);

/** Whether a file mentions a method without calling it there, so that it may call it later without its context. */
export function takesMethods(code) {
  return mention.test(code);
}

/** For files that take methods. */
export function bindContext(context) {
  bindMethods(context, methods);
}

const { byteLength, from: bufferOver } = Buffer;
const sent = Promise.resolve();

/** Bytes from shared memory are a value already. */
function read(json) {
  return json instanceof Uint8Array ? { type: 'Encoded', data: json } : readMessage(json);
}

function messageOf(json) {
  const { type, data } = read(json);
  return new Message(type, data);
}

function refuseLarge(port, bytes, most) {
  if (bytes > most)
    throw new RangeError(
      `outport "${port}": a message of ${sizeOf(bytes)} is over the limit of ${sizeOf(most)}; send it in parts`,
    );
}

function sizeOf(bytes) {
  const [unit, name] = bytes >= 1024 ** 2 ? [1024 ** 2, 'MB'] : [1024, 'KB'];
  return `${Number((bytes / unit).toFixed(1))} ${name}`;
}

function textOf(port, value) {
  let text;
  try {
    text = value instanceof Message ? writeMessage(value) : writePlain(value);
  } catch (problem) {
    if (problem instanceof UncarriableValue)
      throw new TypeError(`outport "${port}": ${problem.message}`, { cause: problem });
    if (problem instanceof RangeError)
      throw new TypeError(`outport "${port}": a value nested so deep cannot be carried`, { cause: problem });
    throw problem;
  }
  return text;
}

/** A function that is its value wherever JavaScript asks a function for one. */
export function callable(value) {
  return Object.assign(() => value, {
    [Symbol.toPrimitive]: () => value,
    toString: () => String(value),
    toJSON: () => value,
  });
}

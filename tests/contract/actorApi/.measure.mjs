// tests/contract/actorApi/actorBench.ts
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path5 from 'node:path';

// shared/message/message.ts
var messageTypes = [
  'Flow',
  'Event',
  'Boolean',
  'Integer',
  'Float',
  'String',
  'Object',
  'Array',
  'Stream',
  'Encoded',
  'Optional',
  'Any',
  'Error',
  'RemoteReference',
  'NetworkEvent',
];
var byLowerCase = new Map(messageTypes.map((type) => [type.toLowerCase(), type]));
var exact = new Set(messageTypes);
function messageTypeNamed(name, form) {
  if (typeof name !== 'string') return void 0;
  if (form === 'value') return byLowerCase.get(name);
  return exact.has(name) ? name : void 0;
}
function naturalType(value) {
  switch (typeof value) {
    case 'boolean':
      return 'Boolean';
    case 'bigint':
      return 'Integer';
    case 'number':
      return Number.isInteger(value) ? 'Integer' : 'Float';
    case 'string':
      return 'String';
  }
  if (value === null) return 'Optional';
  if (Array.isArray(value)) return 'Array';
  return value instanceof Uint8Array ? 'Encoded' : 'Object';
}

// shared/message/json.ts
var UncarriableValue = class extends Error {
  constructor(path6, reason) {
    super(`${reason} at ${path6}`);
    this.path = path6;
  }
  path;
  name = 'UncarriableValue';
};
var nonFinite = /* @__PURE__ */ new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
var manyDigits = /(?<![.\d])\d{16}/;
function parseJson(text) {
  if (!manyDigits.test(text)) return JSON.parse(text);
  JSON.parse(text);
  return undoMarks(JSON.parse(text.replace(jsonToken, markToken)));
}
var jsonToken = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
var wholeNumber = /^-?\d{16,}$/;
function markToken(token) {
  if (token[0] === '"') return token.startsWith('"\\u0000') ? `"\\u0000s${token.slice(7)}` : token;
  return wholeNumber.test(token) && !Number.isSafeInteger(Number(token)) ? `"\\u0000i${token}"` : token;
}
function undoMarks(value) {
  if (typeof value === 'string') {
    if (value[0] !== '\0') return value;
    return value[1] === 'i' ? BigInt(value.slice(2)) : `\0${value.slice(2)}`;
  }
  if (Array.isArray(value)) return value.map(undoMarks);
  if (typeof value === 'object' && value !== null) {
    const result = {};
    for (const [key, item] of Object.entries(value)) setOwn(result, String(undoMarks(key)), undoMarks(item));
    return result;
  }
  return value;
}
function setOwn(target, key, value) {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
function readMessage(json) {
  const tagged = readTag(json);
  if (!tagged) {
    const data = readValue(json);
    return { type: naturalType(data), data };
  }
  const { type, body } = tagged;
  if (type === 'Float' && typeof body === 'string' && nonFinite.has(body)) return { type, data: nonFinite.get(body) };
  if (type === 'Encoded' && typeof body === 'string') return { type, data: fromBase64(body) };
  const isEscape = type === 'Object' && readTag(body) !== void 0;
  return { type, data: isEscape ? readEntries(body) : readValue(body) };
}
function readValue(json) {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) {
    let copy;
    for (let index = 0; index < json.length; index++) {
      const item = readValue(json[index]);
      if (item !== json[index]) (copy ??= json.slice())[index] = item;
    }
    return copy ?? json;
  }
  const tagged = readTag(json);
  if (tagged?.form === 'data') {
    const { type, body } = tagged;
    if (type === 'Float' && typeof body === 'string' && nonFinite.has(body)) return nonFinite.get(body);
    if (type === 'Encoded' && typeof body === 'string' && isBase64(body)) return fromBase64(body);
    if (type === 'Object' && isMistakable(body)) return readEntries(body);
  }
  return readEntries(json);
}
function readEntries(json) {
  let copy;
  for (const [key, item] of Object.entries(json)) {
    const read = readValue(item);
    if (read === item) continue;
    copy ??= { ...json };
    setOwn(copy, key, read);
  }
  return copy ?? json;
}
function isMistakable(json) {
  const tagged = readTag(json);
  if (tagged?.form !== 'data') return false;
  const { type, body } = tagged;
  if (type === 'Float') return typeof body === 'string' && nonFinite.has(body);
  if (type === 'Encoded') return typeof body === 'string' && isBase64(body);
  const isWrittenTagged = body instanceof Uint8Array || (typeof body === 'number' && !Number.isFinite(body));
  return type === 'Object' && (isWrittenTagged || isMistakable(body));
}
function readTag(json) {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof Uint8Array) return void 0;
  const keys = Object.keys(json);
  if (keys.length !== 2 || !Object.hasOwn(json, 'type')) return void 0;
  const form = Object.hasOwn(json, 'data') ? 'data' : Object.hasOwn(json, 'value') ? 'value' : void 0;
  if (!form) return void 0;
  const record = json;
  const type = messageTypeNamed(record['type'], form);
  return type && { type, form, body: record[form] };
}
function writePlain(value) {
  return isSimple(value, 0) ? JSON.stringify(value) : writeJson(value, true, '$', []);
}
function writeMessage(message) {
  const { type, data } = message;
  const natural = naturalType(data);
  if (type === natural || (type === 'Float' && natural === 'Float')) return writePlain(data);
  return `{"type":"${type}","data":${type === 'Object' ? writePlain(data) : writeJson(data, false, '$', [])}}`;
}
function isSimple(value, depth) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > 64) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!isSimple(value[index], depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if ('type' in value || 'toJSON' in value) return false;
  for (const key in value) if (!isSimple(value[key], depth + 1)) return false;
  return true;
}
function writeJson(value, top, path6, above) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'bigint':
      return value.toString();
    case 'number':
      return writeNumber(value);
    case 'object':
      break;
    default:
      throw new UncarriableValue(
        path6,
        `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`} cannot be carried`,
      );
  }
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `{"type":"Encoded","data":"${toBase64(value)}"}`;
  if (value instanceof Date) return JSON.stringify(value);
  if (above.includes(value)) throw new UncarriableValue(path6, 'a cycle cannot be carried');
  above.push(value);
  const text = Array.isArray(value)
    ? `[${value.map((item, index) => writeJson(item, false, `${path6}[${index}]`, above)).join(',')}]`
    : writeObject(value, top, path6, above);
  above.pop();
  return text;
}
function writeObject(value, top, path6, above) {
  const prototype = Object.getPrototypeOf(value);
  if (value instanceof Map || value instanceof Set || value instanceof Promise || ArrayBuffer.isView(value))
    throw new UncarriableValue(path6, `a ${value.constructor.name} cannot be carried`);
  if (typeof value.toJSON === 'function' && prototype !== Object.prototype) {
    const replaced = value.toJSON();
    if (replaced !== value) return writeJson(replaced, top, path6, above);
  }
  const entries = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === void 0) continue;
    entries.push(`${JSON.stringify(key)}:${writeJson(item, false, `${path6}.${key}`, above)}`);
  }
  const text = `{${entries.join(',')}}`;
  const escape = top ? readTag(value) !== void 0 : isMistakable(value);
  return escape ? `{"type":"Object","data":${text}}` : text;
}
function writeNumber(value) {
  if (Number.isNaN(value) || !Number.isFinite(value)) return `{"type":"Float","data":"${value}"}`;
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}
var base64Text = /^[A-Za-z0-9+/]*={0,2}$/;
function isBase64(text) {
  return text.length % 4 === 0 && base64Text.test(text);
}
function toBase64(bytes) {
  if (typeof Buffer !== 'undefined')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(binary);
}
function fromBase64(text) {
  if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(text, 'base64'));
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

// electron/backend/channel/packet.ts
var Packet = class _Packet {
  constructor(bytes, decoded) {
    this.bytes = bytes;
    this.decoded = decoded;
  }
  bytes;
  decoded;
  /** A packet of a plain value; its type is the value's natural one. */
  static of(data) {
    return new _Packet(void 0, { type: naturalType(data), data });
  }
  static ofMessage(message) {
    return new _Packet(void 0, message);
  }
  /** A packet of a message's JSON text, UTF-8 (`writeMessage`). The bytes must not change afterwards. */
  static ofJson(bytes) {
    return new _Packet(bytes, void 0);
  }
  get message() {
    return (this.decoded ??= readMessage(parseJson(this.bytes.toString('utf8'))));
  }
  get value() {
    return this.message.data;
  }
  /** The message's JSON text, tagged where its type needs saying. Do not change the bytes. */
  get json() {
    return (this.bytes ??= Buffer.from(writeMessage(this.decoded), 'utf8'));
  }
  /** The message's JSON text in plain form, as RPC answers carry it (M2). */
  get plainJson() {
    const text = this.bytes?.toString('utf8');
    return text !== void 0 && !text.startsWith('{"type":"') ? text : writePlain(this.value);
  }
  /** About how much memory it takes, in bytes; what queues count (N1). */
  get size() {
    return this.bytes ? this.bytes.length : sizeOf(this.decoded.data);
  }
};
function packetOfJsonValue(json) {
  return Packet.ofMessage(readMessage(json));
}
function sizeOf(value) {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 16;
  if (value instanceof Uint8Array) return 16 + value.length;
  let size = 16;
  for (const item of Array.isArray(value) ? value : Object.values(value)) size += 16 + sizeOf(item);
  return size;
}

// electron/backend/channel/frames.ts
var recordKind = {
  // Host to sandbox.
  /** Payload: `LoadPayload`. Also replaces an instance's code (S8); answered by `loaded` or `loadFailed` with the same call. */
  load: 1,
  /** Payload: a JSON object, port → message. `flags` bit 0: a timestamp field follows in the object under the key "\u0000t". */
  process: 2,
  /** Answer to `state`; same call number. Payload: `{"ok":…}` or `{"error":{"type","message"}}`. */
  stateResult: 3,
  /** Forget the instance. */
  unload: 4,
  /** Stop the generator or wait of a call as soon as it yields. */
  cancel: 5,
  // Sandbox to host.
  /** The runner is up. Payload: `{"runtime":"python","version":"3.11.7"}`. */
  ready: 16,
  loaded: 17,
  /** Payload: an `ActorFailure` without port. */
  loadFailed: 18,
  /** One message on an outport; `port` says which. */
  output: 19,
  /** The call is done. */
  completed: 20,
  /** The call threw. Payload: an `ActorFailure`. Ends the call like `completed`. */
  failed: 21,
  /** Payload: `{"level","text","timestamp"}`. */
  log: 22,
  /** A state operation. `call` is the operation's own number; the instance says whose state. Payload: `[operation, ...arguments]`. */
  state: 23,
};
var outputReturned = 1;
var recordHeaderBytes = 16;
var frameHeaderBytes = 8;

// electron/backend/channel/frameReader.ts
var largestFrame = 256 * 1024 ** 2 + 128 * 1024;
var BadFrame = class extends Error {
  name = 'BadFrame';
};
var copyLimit = 8 * 1024;
var FrameReader = class {
  constructor(tags) {
    this.tags = tags;
  }
  tags;
  chunk = Buffer.alloc(0);
  at = 0;
  /** Where the current frame ends in `chunk`; equal to `at` between frames. */
  end = 0;
  waiting = [];
  waitingBytes = 0;
  wanted = frameHeaderBytes;
  header;
  lastPort = '';
  lastPortBytes = Buffer.alloc(0);
  push(bytes) {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  }
  /**
   * The next record; undefined when more bytes are needed first.
   * @throws BadFrame
   */
  next() {
    while (this.at >= this.end) if (!this.nextFrame()) return void 0;
    const { chunk, at, end } = this;
    if (end - at < recordHeaderBytes) throw new BadFrame('a record was cut short');
    const portBytes = chunk.readUInt16LE(at + 2);
    const payloadBytes = chunk.readUInt32LE(at + 12);
    const portStart = at + recordHeaderBytes;
    const payloadStart = portStart + portBytes;
    if (end - payloadStart < payloadBytes) throw new BadFrame('a record is longer than its frame');
    this.at = payloadStart + payloadBytes;
    const payload = chunk.subarray(payloadStart, this.at);
    return {
      kind: chunk[at],
      flags: chunk[at + 1],
      instance: chunk.readUInt32LE(at + 4),
      call: chunk.readUInt32LE(at + 8),
      port: portBytes === 0 ? '' : this.portName(portStart, payloadStart),
      payload: payloadBytes <= copyLimit ? Buffer.from(payload) : payload,
    };
  }
  /** Makes the next whole frame the current one; false when it is not all there. */
  nextFrame() {
    if (!this.header) {
      const left = this.chunk.length - this.at;
      if (left + this.waitingBytes < frameHeaderBytes) return false;
      if (left < frameHeaderBytes) this.gather();
      const length = this.chunk.readUInt32LE(this.at);
      if (this.chunk.readUInt32LE(this.at + 4) !== this.tags.next())
        throw new BadFrame('a frame did not come from the runner');
      if (length > largestFrame) throw new BadFrame(`a frame of ${length} bytes is over the limit of ${largestFrame}`);
      this.at += frameHeaderBytes;
      this.end = this.at;
      this.header = { length };
      this.wanted = length;
    }
    if (this.chunk.length - this.at + this.waitingBytes < this.wanted) return false;
    if (this.chunk.length - this.at < this.wanted) this.gather();
    this.end = this.at + this.wanted;
    this.header = void 0;
    return true;
  }
  /** Joins what is left and what has come. */
  gather() {
    const rest = this.chunk.subarray(this.at);
    this.chunk =
      rest.length === 0 && this.waiting.length === 1 ? this.waiting[0] : Buffer.concat([rest, ...this.waiting]);
    this.waiting = [];
    this.waitingBytes = 0;
    this.at = this.end = 0;
  }
  /** Successive messages mostly have one port: its name is made once. */
  portName(start, end) {
    if (this.chunk.compare(this.lastPortBytes, 0, this.lastPortBytes.length, start, end) !== 0) {
      this.lastPortBytes = Buffer.from(this.chunk.subarray(start, end));
      this.lastPort = this.lastPortBytes.toString('utf8');
    }
    return this.lastPort;
  }
};

// electron/backend/channel/frameTags.ts
import { randomFillSync } from 'node:crypto';
var FrameTags = class {
  constructor(tag, step) {
    this.tag = tag;
    this.step = step;
  }
  tag;
  step;
  next() {
    const { tag } = this;
    this.tag = (tag + this.step) >>> 0;
    return tag;
  }
};
function makeSecret() {
  const bytes = randomFillSync(Buffer.alloc(16));
  bytes[8] |= 1;
  const seed = bytes.readUInt32LE(0);
  const step = bytes.readUInt32LE(8);
  const twice = (step * 2) >>> 0;
  return { bytes, outgoing: new FrameTags(seed, twice), incoming: new FrameTags((seed + step) >>> 0, twice) };
}

// electron/backend/channel/frameWriter.ts
var copyLimit2 = 64 * 1024;
var firstSize = 16 * 1024;
var FrameWriter = class {
  constructor(tags) {
    this.tags = tags;
  }
  tags;
  buffer = Buffer.allocUnsafe(firstSize);
  used = frameHeaderBytes;
  start = 0;
  bodyBytes = 0;
  finished = [];
  get isEmpty() {
    return this.bodyBytes === 0;
  }
  /** Bytes of the frame so far. */
  get size() {
    return this.bodyBytes;
  }
  /** Adds a record whose payload is the parts one after another. */
  put(kind, flags, instance, call, parts) {
    let payloadBytes = 0;
    for (const part of parts) payloadBytes += part.length;
    this.reserve(recordHeaderBytes);
    const { buffer, used } = this;
    buffer[used] = kind;
    buffer[used + 1] = flags;
    buffer.writeUInt16LE(0, used + 2);
    buffer.writeUInt32LE(instance, used + 4);
    buffer.writeUInt32LE(call, used + 8);
    buffer.writeUInt32LE(payloadBytes, used + 12);
    this.used += recordHeaderBytes;
    this.bodyBytes += recordHeaderBytes + payloadBytes;
    for (const part of parts) this.append(part);
  }
  /** The frame's bytes, in pieces; the writer begins a new one. */
  take() {
    this.cut();
    const pieces = this.finished.splice(0);
    pieces[0].writeUInt32LE(this.bodyBytes, 0);
    pieces[0].writeUInt32LE(this.tags.next(), 4);
    this.bodyBytes = 0;
    this.reserve(frameHeaderBytes);
    this.used += frameHeaderBytes;
    return pieces;
  }
  append(part) {
    if (part.length < copyLimit2) {
      this.reserve(part.length);
      part.copy(this.buffer, this.used);
      this.used += part.length;
      return;
    }
    this.cut();
    this.finished.push(part);
  }
  cut() {
    if (this.used > this.start) this.finished.push(this.buffer.subarray(this.start, this.used));
    this.start = this.used;
  }
  reserve(bytes) {
    if (this.buffer.length - this.used >= bytes) return;
    this.cut();
    this.buffer = Buffer.allocUnsafe(Math.max(firstSize, bytes));
    this.start = this.used = 0;
  }
};

// electron/backend/channel/sandboxChannel.ts
var flushBytes = 256 * 1024;
var SandboxChannel = class {
  constructor(stream) {
    this.stream = stream;
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
    stream.on('data', (bytes) => {
      this.reader.push(bytes);
      this.read();
    });
    stream.on('drain', () => {
      this.isFull = false;
      this.flush();
    });
    stream.on('error', (error) => this.close(error));
    stream.on('end', () => this.close(void 0));
    stream.on('close', () => this.close(void 0));
    stream.write(secret.bytes);
  }
  stream;
  /** Settles when the runner is up; rejects when the channel closes before. */
  ready;
  /** Settles when no record follows any more. */
  ended;
  writer;
  reader;
  receivers = /* @__PURE__ */ new Map();
  held = /* @__PURE__ */ new Set();
  /** Calls that the sandbox has yet to complete, oldest first, with their instances. */
  outstanding = /* @__PURE__ */ new Map();
  nextInstance = 1;
  nextCall = 1;
  isFlushDue = false;
  isFull = false;
  isReading = false;
  isClosed = false;
  problem;
  announceReady;
  failReady;
  announceEnd;
  /** @returns the number by which the sandbox knows the instance */
  attach(receiver) {
    const instance = this.nextInstance++;
    this.receivers.set(instance, receiver);
    if (this.isClosed) queueMicrotask(() => receiver.closed(this.problem));
    return instance;
  }
  detach(instance) {
    this.receivers.delete(instance);
    for (const [call, owner] of this.outstanding) if (owner === instance) this.outstanding.delete(call);
    this.hold(instance, false);
  }
  /** How many instances live in the sandbox. */
  get instances() {
    return this.receivers.size;
  }
  /** A number for a call of an instance, unique on this channel; the sandbox works on calls in this order, until `endCall`. */
  beginCall(instance) {
    const call = this.nextCall;
    this.nextCall = call === 4294967295 ? 1 : call + 1;
    this.outstanding.set(call, instance);
    return call;
  }
  endCall(call) {
    this.outstanding.delete(call);
  }
  /** The call that the sandbox is working on; undefined when it is idle. */
  get currentCall() {
    for (const call of this.outstanding.keys()) return call;
    return void 0;
  }
  send(kind, flags, instance, call, parts) {
    if (this.isClosed) return;
    this.writer.put(kind, flags, instance, call, parts);
    if (this.writer.size > flushBytes) this.flush();
    else if (!this.isFlushDue) {
      this.isFlushDue = true;
      queueMicrotask(() => {
        this.isFlushDue = false;
        this.flush();
      });
    }
  }
  /**
   * Stops or resumes the sandbox's outputs. In a sandbox that several instances share only the others' firings stop by themselves:
   * reading goes on, because a held instance may wait for what another one in the same sandbox has yet to take.
   */
  hold(instance, held) {
    if (held) this.held.add(instance);
    else this.held.delete(instance);
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
  drain() {
    this.held.clear();
    this.read();
    this.stream.resume();
  }
  get isHeld() {
    return this.held.size > 0 && this.receivers.size <= 1;
  }
  flush() {
    if (this.isFull || this.isClosed || this.writer.isEmpty) return;
    const pieces = this.writer.take();
    if (pieces.length > 1) this.stream.cork();
    for (const piece of pieces) this.isFull = !this.stream.write(piece);
    if (pieces.length > 1) this.stream.uncork();
  }
  read() {
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (!this.isHeld && !this.isClosed) {
        const record = this.reader.next();
        if (!record) break;
        this.deliver(record);
      }
    } catch (error) {
      this.close(error);
      this.stream.destroy();
    } finally {
      this.isReading = false;
    }
  }
  deliver(record) {
    if (record.kind === recordKind.ready) this.announceReady(JSON.parse(record.payload.toString('utf8')));
    else this.receivers.get(record.instance)?.receive(record);
  }
  close(problem) {
    if (this.isClosed) return;
    this.isClosed = true;
    this.problem = problem;
    this.failReady(problem ?? new Error('the sandbox ended before its runner was up'));
    for (const receiver of this.receivers.values()) receiver.closed(problem);
    this.announceEnd();
  }
};

// electron/backend/registry/script/sandboxChannels.ts
var SandboxChannels = class {
  channels = /* @__PURE__ */ new WeakMap();
  of(sandbox) {
    let channel = this.channels.get(sandbox);
    if (!channel) this.channels.set(sandbox, (channel = new SandboxChannel(sandbox.channel)));
    return channel;
  }
};

// shared/actor/configProblems.ts
import { Validator } from '@cfworker/json-schema';
function configProblems(schema, config) {
  if (!schema) return [];
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(config);
  if (valid) return [];
  const leaves = errors.filter(
    ({ keyword }) => !['properties', 'items', 'additionalProperties', '$ref'].includes(keyword),
  );
  return (leaves.length > 0 ? leaves : errors).map(({ instanceLocation, error }) => {
    const key = instanceLocation.replace(/^#\/?/, '').replaceAll('/', '.');
    return `${key === '' ? '' : `${key}: `}${error.replace(/\.$/, '')}.`;
  });
}
function withDefaults(schema, config) {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return config;
  const defaults = Object.entries(properties).flatMap(([key, property]) =>
    typeof property === 'object' && property !== null && 'default' in property && !Object.hasOwn(config, key)
      ? [[key, property.default]]
      : [],
  );
  return { ...Object.fromEntries(defaults), ...config };
}

// shared/rpc/errors.ts
var rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  unknownActor: -32001,
  actorFailed: -32002,
  timeout: -32003,
  outOfMemory: -32004,
  poolExhausted: -32005,
  stateUnavailable: -32006,
  cancelled: -32007,
  forbidden: -32008,
  noSandbox: -32009,
  conflict: -32010,
  notFound: -32011,
};
var AppError = class extends Error {
  constructor(code, message, data, options) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
  code;
  data;
  name = 'AppError';
};
var codeNames = new Map(Object.entries(rpcCodes).map(([name, code]) => [code, name]));

// electron/backend/registry/script/describeScript.ts
function describeScript(actor) {
  const { namespace, version, config_schema } = actor.workspace_metadata;
  return {
    id: `${namespace}.${actor.component}`,
    name: actor.component,
    namespace,
    kind: 'script',
    badge: badgeOf(actor),
    description: actor.description,
    inports: actor.inports,
    outports: actor.outports,
    configSchema: config_schema,
    tags: actor.tags,
    category: actor.category,
    version,
    awaitAllInports: actor.await_all_inports,
    icon: null,
    file: actor.file_path,
    line: actor.line,
  };
}
function badgeOf({ runtime, file_path }) {
  return runtime === 'javascript' && /\.[mc]?ts$/.test(file_path) ? 'typescript' : runtime;
}

// shared/actor/limits.ts
var defaultLimits = { memory: 512 * 1024 ** 2, cpu: 0.5, timeout: 30 };
var units = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
function parseSize(size) {
  if (typeof size === 'number') return Number.isFinite(size) && size >= 0 ? size : void 0;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(size);
  return match ? Math.round(Number(match[1]) * units[match[2].toLowerCase()]) : void 0;
}
function formatSize(bytes) {
  for (const [unit, size] of [
    ['GB', 1024 ** 3],
    ['MB', 1024 ** 2],
    ['KB', 1024],
  ])
    if (bytes >= size) return `${Number((bytes / size).toFixed(1))} ${unit}`;
  return `${bytes} B`;
}
function resolveLimits(sources2, ceiling = {}) {
  const first = (name) => {
    for (const source of sources2) {
      const written = source?.[name];
      const value = written === void 0 ? void 0 : parseSize(written);
      if (value !== void 0 && value > 0) return value;
    }
    return void 0;
  };
  const limit = (name) => {
    const top = ceiling[name] === void 0 ? void 0 : parseSize(ceiling[name]);
    return Math.min(first(name) ?? defaultLimits[name], top ?? Number.POSITIVE_INFINITY);
  };
  return { memory: limit('memory'), cpu: limit('cpu'), timeout: limit('timeout') };
}

// electron/backend/sandbox/bundle/bundle.ts
import { createHash } from 'node:crypto';

// electron/backend/sandbox/bundle/javascriptBundle.ts
import { realpath as realpath2 } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path2 from 'node:path';
import { build } from 'esbuild';

// electron/backend/discovery/javascript/functionDecorators.ts
function blankFunctionDecorators(text) {
  const decorators = mayDecorate.test(text) ? findDecorators(text) : [];
  if (decorators.length === 0) return { text, decorators };
  let blanked = '';
  let at = 0;
  for (const { start, end } of decorators) {
    blanked += text.slice(at, start) + text.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, ' ');
    at = end;
  }
  return { text: blanked + text.slice(at), decorators };
}
var mayDecorate = /(?:^|[;})/]|\bexport|\bdefault)[ \t]*@[ \t]*[\p{ID_Start}$_]/mu;
var dottedName = /@[ \t]*([\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)/uy;
var beginsFunction = /(?:export\s+)?(?:default\s+)?(?:(?:async\s+)?function\b|(?:const|let|var)\s)/y;
function findDecorators(text) {
  const found = [];
  let pending = [];
  const scanner = new Scanner(text);
  while (!scanner.atEnd) {
    if (scanner.depth === 0 && text[scanner.at] === '@') {
      const decorator = readDecorator(text, scanner.at);
      if (decorator) {
        pending.push(decorator);
        scanner.jump(decorator.end);
        continue;
      }
    }
    if (pending.length > 0 && !scanner.atSpace) {
      beginsFunction.lastIndex = scanner.at;
      if (beginsFunction.test(text)) found.push(...pending);
      pending = [];
    }
    scanner.next();
  }
  return found;
}
function readDecorator(text, start) {
  dottedName.lastIndex = start;
  const match = dottedName.exec(text);
  if (!match) return void 0;
  const end = dottedName.lastIndex;
  let open2 = end;
  while (text[open2] === ' ' || text[open2] === '	') open2++;
  if (text[open2] !== '(') return { name: match[1], start, end, argument: null };
  const scanner = new Scanner(text, open2);
  do scanner.next();
  while (scanner.depth > 0 && !scanner.atEnd);
  if (scanner.depth > 0) return void 0;
  return { name: match[1], start, end: scanner.at, argument: { start: open2, end: scanner.at } };
}
var regularExpressionMayFollow =
  /(?:^|[^\p{ID_Continue}$)\]}'"`.]|(?:^|[^.\p{ID_Continue}$])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|await|yield))$/u;
var word = /[\p{ID_Continue}$]+/uy;
var Scanner = class {
  constructor(text, at = 0) {
    this.text = text;
    this.at = at;
  }
  text;
  at;
  /** Open brackets of all kinds, template substitutions included. */
  depth = 0;
  /** Depths at which a template goes on after `}`. */
  templates = [];
  /** End of the last token that was neither space nor comment. */
  significant = 0;
  get atEnd() {
    return this.at >= this.text.length;
  }
  /** At white space or a comment. */
  get atSpace() {
    const two = this.text.slice(this.at, this.at + 2);
    return two === '//' || two === '/*' || /^\s/.test(two);
  }
  jump(at) {
    this.at = at;
    this.significant = at;
  }
  next() {
    const { text } = this;
    const character = text[this.at];
    if (this.atSpace) {
      this.skipSpace(character);
      return;
    }
    if (character === '"' || character === "'") this.skipQuoted(character);
    else if (character === '`') {
      this.at++;
      this.skipTemplate();
    } else if (character === '/' && this.regularExpressionMayFollow()) this.skipRegularExpression();
    else if (character === '(' || character === '[' || character === '{') {
      this.depth++;
      this.at++;
    } else if (character === ')' || character === ']' || character === '}') this.close(character);
    else {
      word.lastIndex = this.at;
      this.at = word.test(this.text) ? word.lastIndex : this.at + 1;
    }
    this.significant = this.at;
  }
  skipSpace(character) {
    if (character !== '/') {
      this.at++;
      return;
    }
    const isLine = this.text[this.at + 1] === '/';
    const end = this.text.indexOf(isLine ? '\n' : '*/', this.at + 2);
    this.at = end < 0 ? this.text.length : end + (isLine ? 1 : 2);
  }
  skipQuoted(quote) {
    for (this.at++; !this.atEnd; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === quote || character === '\n') break;
    }
    this.at++;
  }
  /** From inside a template to its end or into a substitution. */
  skipTemplate() {
    for (; !this.atEnd; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === '`') break;
      else if (character === '$' && this.text[this.at + 1] === '{') {
        this.at += 2;
        this.templates.push(this.depth++);
        return;
      }
    }
    this.at++;
  }
  close(character) {
    this.at++;
    this.depth = Math.max(0, this.depth - 1);
    if (character === '}' && this.templates.at(-1) === this.depth) {
      this.templates.pop();
      this.skipTemplate();
    }
  }
  regularExpressionMayFollow() {
    return regularExpressionMayFollow.test(this.text.slice(Math.max(0, this.significant - 12), this.significant));
  }
  skipRegularExpression() {
    let inClass = false;
    for (this.at++; !this.atEnd; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === '[') inClass = true;
      else if (character === ']') inClass = false;
      else if ((character === '/' && !inClass) || character === '\n') break;
    }
    this.at++;
  }
};

// electron/backend/sandbox/bundle/readSource.ts
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
async function readInside(root, relative) {
  const file = path.join(root, relative);
  try {
    const [real, realRoot] = await Promise.all([realpath(file), realpath(root)]);
    if (!real.startsWith(realRoot + path.sep)) return void 0;
    return await readFile(real, 'utf8');
  } catch (error) {
    const { code } = error;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return void 0;
    throw error;
  }
}
async function readEntry(root, entry) {
  const text = await readInside(root, entry);
  if (text !== void 0) return text;
  throw new AppError(
    'notFound',
    `${entry} is not in the workspace any more. Restore it, or remove the nodes that use it.`,
  );
}

// electron/backend/sandbox/bundle/javascriptBundle.ts
async function bundleJavaScript(root, entry, functionName) {
  const source = await readEntry(root, entry);
  const realRoot = await realpath2(root);
  try {
    const result = await build({
      absWorkingDir: realRoot,
      entryPoints: [path2.join(realRoot, entry)],
      outfile: path2.join(realRoot, 'bundle.js'),
      bundle: true,
      write: false,
      metafile: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      keepNames: true,
      logLevel: 'silent',
      supported: { 'dynamic-import': false },
      loader: { '.json': 'json', '.txt': 'text', '.mts': 'ts', '.cts': 'ts' },
      external: ['reflow', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
      plugins: [entrySource(path2.join(realRoot, entry), source, functionName), insideOnly(realRoot)],
    });
    const sources2 = Object.keys(result.metafile.inputs).filter((file) => !file.includes('node_modules/'));
    return { files: { [entry]: result.outputFiles[0].text }, sources: sources2 };
  } catch (error) {
    const [first] = error.errors ?? [];
    if (!first) throw error;
    throw buildError(first, entry);
  }
}
function entrySource(file, source, functionName) {
  const { text } = blankFunctionDecorators(source);
  const hand = isIdentifier(functionName)
    ? `
;__reflowNamed(typeof ${functionName} === 'undefined' ? undefined : ${functionName});
`
    : '';
  return {
    name: 'entry',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`^${escaped(file)}$`) }, () => ({
        contents: text + hand,
        loader: loaderOf(file),
        resolveDir: path2.dirname(file),
      }));
    },
  };
}
function insideOnly(root) {
  return {
    name: 'inside',
    setup({ onLoad }) {
      onLoad({ filter: /.*/ }, async ({ path: file }) => {
        const real = await realpath2(file);
        if (real.startsWith(root + path2.sep)) return void 0;
        return { errors: [{ text: `${path2.relative(root, file)} is outside the workspace and cannot be imported` }] };
      });
    },
  };
}
function buildError({ text, location }, entry) {
  const missing = /^Could not resolve "([^"]+)"/.exec(text)?.[1];
  const file = location?.file ?? entry;
  const place = location ? `${file}, line ${location.line}` : file;
  const hint =
    missing && !missing.startsWith('.')
      ? `: add ${missing} to packages under sandbox.javascript in reflow.yaml, or install it in the workspace`
      : '';
  const message = missing ? `Cannot find ${missing} (${place})${hint}` : `${text} (${place})`;
  const type = missing ? 'ModuleNotFound' : 'SyntaxError';
  const stack = location
    ? `${file}:${location.line}:${location.column + 1}
${location.lineText}`
    : '';
  return new AppError('actorFailed', message, { type, message, stack });
}
function loaderOf(file) {
  return /\.[mc]?ts$/.test(file) ? 'ts' : 'js';
}
function isIdentifier(name) {
  return name !== null && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default';
}
function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}

// electron/backend/sandbox/bundle/pythonBundle.ts
import path3 from 'node:path';

// electron/backend/sandbox/bundle/pythonImports.ts
var importLine = /(?:^|[;:])[ \t]*import[ \t]+([^\n#;]+)/gm;
var fromLine = /(?:^|[;:])[ \t]*from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]+)/gm;
function pythonImports(source) {
  const text = source.replaceAll(/\\\r?\n/g, ' ');
  const found = [];
  for (const [, names] of text.matchAll(importLine))
    for (const module of namesIn(names)) found.push({ module, level: 0 });
  for (const [, dots, module, names] of text.matchAll(fromLine)) {
    const level = dots.length;
    if (module !== '' || level > 0) found.push({ module, level });
    for (const name of namesIn(names)) found.push({ module: module ? `${module}.${name}` : name, level });
  }
  return found;
}
function namesIn(list) {
  return list
    .replaceAll(/#[^\n]*/g, '')
    .replaceAll(/[()]/g, '')
    .split(',')
    .map((name) => name.trim().split(/\s/, 1)[0])
    .filter((name) => /^[\w.]+$/.test(name));
}

// electron/backend/sandbox/bundle/pythonBundle.ts
async function bundlePython(root, entry) {
  const files = { [entry]: await readEntry(root, entry) };
  const folders = [.../* @__PURE__ */ new Set([folderOf(entry), ''])];
  const seen = /* @__PURE__ */ new Set();
  const pending = [entry];
  while (pending.length > 0) {
    const file = pending.pop();
    for (const { module, level } of pythonImports(files[file])) {
      const starts = level === 0 ? folders : [path3.posix.join(folderOf(file), ...Array(level - 1).fill('..'))];
      for (const start of starts) {
        const found = await findModule(root, start, module, seen);
        for (const [name, text] of found) {
          if (name in files) continue;
          files[name] = text;
          pending.push(name);
        }
        if (found.length > 0) break;
      }
    }
  }
  return { files, sources: Object.keys(files) };
}
var folderOf = (file) => (path3.posix.dirname(file) === '.' ? '' : path3.posix.dirname(file));
async function findModule(root, start, module, seen) {
  const found = [];
  const parts = module === '' ? [] : module.split('.');
  for (let count = parts.length === 0 ? 0 : 1; count <= parts.length; count++) {
    const base = path3.posix.join(start, ...parts.slice(0, count));
    if (base.startsWith('..')) return found;
    for (const candidate of [`${base}/__init__.py`, `${base}.py`]) {
      if (base === '' || base === '.' || seen.has(candidate)) continue;
      const text = await readInside(root, candidate);
      if (text === void 0) continue;
      seen.add(candidate);
      found.push([candidate, text]);
      break;
    }
  }
  return found;
}

// electron/backend/sandbox/bundle/bundle.ts
async function bundleActor(root, actor) {
  const { file_path: entry, runtime } = actor;
  const { files, sources: sources2 } =
    runtime === 'python' ? await bundlePython(root, entry) : await bundleJavaScript(root, entry, actor.entry);
  const hash = createHash('sha256');
  for (const [file, text] of Object.entries(files)) hash.update(`${file}\0${text}\0`);
  return { files, entry, sources: sources2, hash: hash.digest('hex') };
}

// electron/backend/registry/script/failure.ts
function failureOf(error, port2) {
  if (error instanceof AppError) {
    const data = error.data ?? {};
    return {
      type: data.type ?? error.code,
      message: data.message ?? error.message,
      stack: data.stack ?? '',
      port: port2,
    };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: name, message, stack: '', port: port2 };
}

// electron/backend/registry/script/inputPayload.ts
var open = Buffer.from('{');
var close = Buffer.from('}');
var InputPayload = class {
  names = /* @__PURE__ */ new Map();
  /** The payload in pieces, to be put one after another. */
  parts(inputs, timestamp) {
    const parts = [];
    for (const [port2, packet] of inputs) {
      const name = this.name(port2);
      parts.push(parts.length === 0 ? name.first : name.later, packet.json);
    }
    if (timestamp !== void 0)
      parts.push(Buffer.from(`${parts.length === 0 ? '{' : ','}"\\u0000t":${JSON.stringify(timestamp)}`));
    if (parts.length === 0) parts.push(open);
    parts.push(close);
    return parts;
  }
  name(port2) {
    let name = this.names.get(port2);
    if (!name) {
      const text = JSON.stringify(port2);
      name = { first: Buffer.from(`{${text}:`), later: Buffer.from(`,${text}:`) };
      this.names.set(port2, name);
    }
    return name;
  }
};

// electron/backend/registry/script/pace.ts
var workAhead = 20;
var mostAhead = 64;
var firstGuess = 5;
var Pace = class {
  average = firstGuess;
  since = 0;
  get capacity() {
    return Math.min(mostAhead, Math.max(1, Math.floor(workAhead / this.average)));
  }
  /** Work begins, or goes on after it was held back. */
  begin() {
    this.since = performance.now();
  }
  /** A firing was completed. */
  note() {
    const now = performance.now();
    this.average += (now - this.since - this.average) / 8;
    this.since = now;
  }
};

// electron/backend/registry/script/printLines.ts
import { StringDecoder } from 'node:string_decoder';
var longestLine = 64 * 1024;
var linesPerSecond = 1e3;
function readPrints(stream, print) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let second = 0;
  let count = 0;
  const hand = (line) => {
    const now = Math.floor(Date.now() / 1e3);
    if (now !== second) {
      if (count > linesPerSecond) print(`\u2026 ${count - linesPerSecond} lines left out`);
      second = now;
      count = 0;
    }
    if (++count <= linesPerSecond) print(line);
  };
  stream.on('data', (bytes) => {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop();
    for (const line of lines) hand(line);
    if (rest.length > longestLine) {
      hand(rest);
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest) hand(rest);
    if (count > linesPerSecond) print(`\u2026 ${count - linesPerSecond} lines left out`);
  });
  stream.on('error', () => {});
}

// electron/backend/registry/script/scriptSession.ts
var ScriptSession = class _ScriptSession {
  constructor(lease, channel, owner) {
    this.lease = lease;
    this.channel = channel;
    this.owner = owner;
    const { sandbox } = lease;
    const isFirst = channel.instances === 0;
    this.instance = channel.attach({
      receive: (record) => this.receive(record),
      closed: (problem) => {
        this.problem = problem;
        sandbox.kill();
      },
    });
    if (isFirst) {
      readPrints(sandbox.prints.stdout, (line) => owner.print('info', line));
      readPrints(sandbox.prints.stderr, (line) => owner.print('error', line));
    }
    void sandbox.exited.then(async (exit) => {
      channel.drain();
      await channel.ended;
      this.end(exit);
    });
  }
  lease;
  channel;
  owner;
  instance;
  loads = /* @__PURE__ */ new Map();
  problem;
  isOver = false;
  isReleased = false;
  /**
   * Leases a sandbox and waits for its runner.
   * @throws AppError `poolExhausted`, `noSandbox`, `outOfMemory`
   */
  static async open(services, request, owner, signal) {
    const lease = await services.sandboxes.acquire(request, signal);
    const channel = services.channels.of(lease.sandbox);
    const session = new _ScriptSession(lease, channel, owner);
    try {
      await channel.ready;
    } catch (cause) {
      const exit = await lease.sandbox.exited;
      await session[Symbol.asyncDispose]();
      throw new AppError(
        'noSandbox',
        `The ${request.runtime} sandbox ended before it was up (${exitText(exit)}).`,
        void 0,
        { cause },
      );
    }
    return session;
  }
  /**
   * Loads code, or replaces it between two messages (S8).
   * @throws AppError `actorFailed` when it does not load, and as the sandbox's end says when it dies of it
   */
  load(payload) {
    const after = this.channel.currentCall;
    const call = this.channel.beginCall(this.instance);
    const loaded = new Promise((resolve, reject) => this.loads.set(call, { after, resolve, reject }));
    this.send(recordKind.load, 0, call, [Buffer.from(JSON.stringify(payload))]);
    return loaded;
  }
  /** The load that the sandbox is working on, if it is; undefined otherwise. */
  get currentLoad() {
    for (const [call, { after }] of this.loads) {
      const current = this.channel.currentCall;
      return current === call || after === void 0 || current !== after ? call : void 0;
    }
    return void 0;
  }
  send(kind, flags, call, parts) {
    this.channel.send(kind, flags, this.instance, call, parts);
  }
  kill() {
    this.lease.sandbox.kill();
  }
  /** Fails a load whose code ended the sandbox, or never ends. */
  failLoads(error) {
    for (const { reject } of this.loads.values()) reject(error);
    this.loads.clear();
  }
  async [Symbol.asyncDispose]() {
    if (this.isReleased) return;
    this.isReleased = true;
    this.isOver = true;
    this.failLoads(new AppError('cancelled', 'The actor was stopped.'));
    this.send(recordKind.unload, 0, 0, []);
    this.channel.detach(this.instance);
    await this.lease[Symbol.asyncDispose]();
  }
  receive(record) {
    const load = this.loads.get(record.call);
    if (!load || (record.kind !== recordKind.loaded && record.kind !== recordKind.loadFailed)) {
      this.owner.receive(this, record);
      return;
    }
    this.loads.delete(record.call);
    this.channel.endCall(record.call);
    if (record.kind === recordKind.loaded) load.resolve();
    else {
      const failure = JSON.parse(record.payload.toString('utf8'));
      load.reject(new AppError('actorFailed', `${failure.type}: ${failure.message}`, failure));
    }
  }
  end(exit) {
    if (this.isOver) return;
    this.isOver = true;
    this.owner.ended(this, exit, this.problem);
  }
};
function exitText({ cause, code, signal }) {
  if (cause === 'memory') return 'out of memory';
  if (signal) return `killed by ${signal}`;
  return code === null ? cause : `exit code ${code}`;
}

// electron/backend/registry/script/stateRequests.ts
var operations = /* @__PURE__ */ new Set([
  'get',
  'set',
  'delete',
  'exists',
  'keys',
  'increment',
  'decrement',
  'push',
  'pop',
  'extend',
  'expire',
  'ttl',
]);
async function answerState(payload, store, scope, writer) {
  try {
    const operation = readValue(parseJson(payload.toString('utf8')));
    if (!Array.isArray(operation) || !operations.has(operation[0]))
      throw new AppError('invalidParams', `There is no state operation ${JSON.stringify(operation)}.`);
    const value = await store.run(scope, operation, writer);
    return Buffer.from(value === void 0 ? '{}' : writePlain({ ok: value }));
  } catch (error) {
    const type = error instanceof AppError && error.code === 'stateUnavailable' ? 'StateUnavailable' : 'StateError';
    return Buffer.from(JSON.stringify({ error: { type, message: error.message } }));
  }
}

// electron/backend/registry/script/scriptInstance.ts
var cancelGrace = 1e3;
var ScriptInstance = class _ScriptInstance {
  constructor(actor, options, services, onDisposed) {
    this.actor = actor;
    this.options = options;
    this.services = services;
    this.onDisposed = onDisposed;
    this.newest = actor;
  }
  actor;
  options;
  services;
  onDisposed;
  session;
  /** Handed to the sandbox and not completed, oldest first. */
  sent = [];
  /** Waiting for a sandbox. */
  waiting = [];
  /** The code that loaded last; a new sandbox gets this. */
  code;
  limits;
  pace = new Pace();
  payload = new InputPayload();
  stopping = new AbortController();
  reloads = Promise.resolve();
  newest;
  isReplacing = false;
  isHeld = false;
  isCancelling = false;
  cancelTimer;
  /** Why the host itself ended the sandbox. */
  reason;
  /** What the clock is running for, and for how long already, in milliseconds. */
  clocked;
  elapsed = 0;
  /** @throws AppError as `Component.createInstance` */
  static async create(actor, options, services, onDisposed) {
    const instance = new _ScriptInstance(actor, options, services, onDisposed);
    try {
      instance.limits = instance.limitsOf(actor);
      instance.code = await instance.codeOf(actor);
      await instance.open(options.signal);
    } catch (error) {
      await instance[Symbol.asyncDispose]();
      throw error;
    }
    return instance;
  }
  get capacity() {
    return this.pace.capacity;
  }
  fire(firing) {
    if (this.stopping.signal.aborted) firing.complete(cancelled);
    else if (this.session && !this.isReplacing) this.hand(this.session, firing);
    else {
      this.waiting.push(firing);
      if (!this.isReplacing) void this.replace();
    }
  }
  hold(held) {
    this.isHeld = held;
    if (this.session) this.session.channel.hold(this.session.instance, held);
    if (!held) this.pace.begin();
  }
  cancel() {
    const { session } = this;
    const [running, ...queued] = this.sent;
    this.sent = running ? [running] : [];
    for (const { call } of queued) this.sendCancel(call);
    for (const firing of [...queued.map(({ firing: firing2 }) => firing2), ...this.waiting.splice(0)])
      firing.complete(cancelled);
    if (!running || !session || this.isCancelling) return;
    this.isCancelling = true;
    this.sendCancel(running.call);
    this.cancelTimer = setTimeout(() => {
      this.reason = cancelled;
      session.kill();
    }, cancelGrace);
  }
  /** Takes over a changed file between two messages (S8); what does not load is told to the host, and the old code goes on. */
  reload(actor) {
    this.newest = actor;
    this.reloads = this.reloads.then(() => (this.newest === actor ? this.takeOver(actor) : void 0));
    return this.reloads;
  }
  async [Symbol.asyncDispose]() {
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    this.services.ticker.remove(this);
    clearTimeout(this.cancelTimer);
    const firings = [...this.sent.splice(0).map(({ firing }) => firing), ...this.waiting.splice(0)];
    for (const firing of firings) firing.complete(cancelled);
    const { session } = this;
    this.session = void 0;
    await session?.[Symbol.asyncDispose]();
    this.onDisposed(this);
  }
  /** @internal From the session. */
  receive(session, record) {
    if (session !== this.session) return;
    const { kind, call } = record;
    if (kind === recordKind.state) {
      void this.answer(session, record);
      return;
    }
    const outstanding = this.outstanding(call);
    if (kind === recordKind.output)
      outstanding?.firing.emit(record.port, Packet.ofJson(record.payload), (record.flags & outputReturned) !== 0);
    else if (kind === recordKind.log) this.log(outstanding?.firing, record.payload);
    else if (kind === recordKind.completed) this.complete(session, call, void 0);
    else if (kind === recordKind.failed) this.complete(session, call, JSON.parse(record.payload.toString('utf8')));
  }
  /** @internal From the session. */
  print(level, line) {
    this.options.host.log(level, line);
  }
  /** @internal From the session: its sandbox is gone. */
  ended(session, exit, problem) {
    if (session !== this.session && this.session !== void 0) return;
    const failure = this.reason ?? this.failureOfExit(exit, problem);
    this.reason = void 0;
    this.clocked = void 0;
    clearTimeout(this.cancelTimer);
    this.isCancelling = false;
    const current = session.channel.currentCall;
    const diedOfLoad = session.currentLoad !== void 0;
    session.failLoads(appErrorOf(failure));
    const outstanding = this.sent.splice(0);
    this.session = void 0;
    this.services.ticker.remove(this);
    void session[Symbol.asyncDispose]();
    if (this.stopping.signal.aborted) return;
    const culprit = !diedOfLoad && outstanding[0]?.call === current ? outstanding.shift() : void 0;
    this.waiting.unshift(...outstanding.map(({ firing }) => firing));
    if (this.waiting.length > 0) void this.replace();
    if (culprit) culprit.firing.complete({ ...failure, port: portOf(culprit.firing) });
    else if (outstanding.length === 0 && !diedOfLoad) this.options.host.log('error', failure.message);
  }
  /** @internal From the ticker. While the instance is held back its clock stands still. */
  tick(milliseconds) {
    const { session } = this;
    if (!session || this.isHeld) return;
    const head = session.currentLoad ?? session.channel.currentCall;
    if (head === void 0 || (head !== this.sent[0]?.call && head !== session.currentLoad)) {
      this.clocked = void 0;
      return;
    }
    if (head !== this.clocked) {
      this.clocked = head;
      this.elapsed = 0;
      return;
    }
    this.elapsed += milliseconds;
    if (this.elapsed <= this.limits.timeout * 1e3 || this.reason) return;
    this.reason = this.timeout(head === session.currentLoad ? 'to load' : 'for one message');
    session.kill();
  }
  hand(session, firing) {
    if (this.sent.length === 0) {
      this.pace.begin();
      this.services.ticker.add(this);
    }
    const call = session.channel.beginCall(session.instance);
    this.sent.push({ firing, call });
    const { inputs, timestamp } = firing;
    session.send(recordKind.process, timestamp === void 0 ? 0 : 1, call, this.payload.parts(inputs, timestamp));
  }
  outstanding(call) {
    const head = this.sent[0];
    return head?.call === call ? head : this.sent.find((one) => one.call === call);
  }
  complete(session, call, failure) {
    session.channel.endCall(call);
    const head = this.sent[0];
    if (head?.call !== call) return;
    this.sent.shift();
    if (this.isCancelling) {
      this.isCancelling = false;
      clearTimeout(this.cancelTimer);
    }
    this.pace.note();
    if (this.sent.length === 0) this.services.ticker.remove(this);
    head.firing.complete(failure);
  }
  log(firing, payload) {
    const { level, text, timestamp } = JSON.parse(payload.toString('utf8'));
    if (firing) firing.log(level, text, timestamp);
    else this.options.host.log(level, text);
  }
  async answer(session, { payload, call }) {
    const { state, actorId } = this.options;
    const answer = await answerState(payload, this.services.state, state, { node: actorId });
    if (session === this.session) session.send(recordKind.stateResult, 0, call, [answer]);
  }
  sendCancel(call) {
    this.session?.send(recordKind.cancel, 0, call, []);
  }
  /** A new sandbox with the code that loaded last; then the firings that wait. */
  async replace() {
    if (this.isReplacing) return;
    this.isReplacing = true;
    try {
      await this.open(this.stopping.signal);
    } catch (error) {
      this.isReplacing = false;
      for (const firing of this.waiting.splice(0)) firing.complete(failureOf(error, portOf(firing)));
      return;
    }
    this.isReplacing = false;
    for (const firing of this.waiting.splice(0)) this.fire(firing);
  }
  async open(signal) {
    const { environment } = this.options;
    const request = { runtime: this.actor.runtime, limits: this.limits, environment };
    const session = await ScriptSession.open(this.services, request, this, signal);
    if (this.stopping.signal.aborted) {
      await session[Symbol.asyncDispose]();
      throw new AppError('cancelled', `${this.options.actorId} was stopped.`);
    }
    this.session = session;
    if (this.isHeld) session.channel.hold(session.instance, true);
    await this.load(session, this.code);
  }
  async load(session, code) {
    this.services.ticker.add(this);
    try {
      await session.load(code);
    } finally {
      if (this.sent.length === 0) this.services.ticker.remove(this);
    }
  }
  async takeOver(actor) {
    if (this.stopping.signal.aborted) return;
    try {
      const code = await this.codeOf(actor);
      if (this.session && !this.isReplacing) await this.load(this.session, code);
      this.code = code;
      this.actor = actor;
      this.limits = this.limitsOf(actor);
      this.options.host.staleCode(null);
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      this.options.host.staleCode(error.message);
    }
  }
  async codeOf(actor) {
    const { files, entry } = await bundleActor(this.services.root, actor);
    return {
      files,
      entry,
      function: actor.entry,
      component: actor.component,
      actorId: this.options.actorId,
      inports: actor.inports.map(({ name }) => name),
      outports: actor.outports.map(({ name }) => name),
      config: JSON.stringify(this.options.config),
    };
  }
  limitsOf({ runtime, declared_limits }) {
    const { limits } = this.services;
    return resolveLimits([declared_limits, this.options.limits, limits[runtime]], limits.ceiling);
  }
  timeout(doing) {
    const { component } = this.actor;
    const message = `${component} took longer than ${this.limits.timeout} s ${doing}. Raise timeout in its @actor line, or let it do less at a time.`;
    return { type: 'Timeout', message, stack: '', port: null };
  }
  failureOfExit(exit, problem) {
    const { component } = this.actor;
    if (exit.cause === 'memory') {
      const message2 = `${component} stopped: out of memory (${formatSize(this.limits.memory)}). Raise memory in its @actor line, or send it smaller batches.`;
      return { type: 'OutOfMemory', message: message2, stack: '', port: null };
    }
    const why = problem
      ? `it wrote to the channel between it and the program (${problem.message})`
      : `its process ended (${exitText(exit)})`;
    const message = `${component} stopped: ${why}. It runs again in a new sandbox with the next message.`;
    return { type: 'SandboxDied', message, stack: '', port: null };
  }
};
var cancelled = { type: 'Cancelled', message: 'The message was cancelled.', stack: '', port: null };
function portOf(firing) {
  for (const port2 of firing.inputs.keys()) return port2;
  return null;
}
function appErrorOf({ type, message, stack }) {
  const code = type === 'Timeout' ? 'timeout' : type === 'OutOfMemory' ? 'outOfMemory' : 'actorFailed';
  return new AppError(code, message, { type, message, stack });
}

// electron/backend/registry/script/scriptComponent.ts
var ScriptComponent = class {
  constructor(actor, services) {
    this.actor = actor;
    this.services = services;
    this.described = describeScript(actor);
  }
  actor;
  services;
  instances = /* @__PURE__ */ new Set();
  described;
  get description() {
    return this.described;
  }
  /** What was discovered last. */
  get discovered() {
    return this.actor;
  }
  async createInstance(options) {
    const { actor } = this;
    const schema = actor.workspace_metadata.config_schema;
    const config = withDefaults(schema, options.config);
    const [problem] = configProblems(schema, config);
    if (problem) throw new AppError('invalidParams', `The config of ${options.actorId} does not fit: ${problem}`);
    const instance = await ScriptInstance.create(actor, { ...options, config }, this.services, (gone) =>
      this.instances.delete(gone),
    );
    this.instances.add(instance);
    if (this.actor !== actor) void instance.reload(this.actor);
    return instance;
  }
  /** The file changed: every live instance swaps its code between two messages (S8). Settles when all have tried. */
  async update(discovered) {
    this.actor = discovered;
    this.described = describeScript(discovered);
    await Promise.all([...this.instances].map((instance) => instance.reload(discovered)));
  }
};

// electron/backend/registry/script/ticker.ts
var tickMilliseconds = 100;
var Ticker = class {
  listeners = /* @__PURE__ */ new Set();
  timer;
  last = 0;
  add(listener) {
    this.listeners.add(listener);
    if (this.timer) return;
    this.last = performance.now();
    this.timer = setInterval(() => this.tick(), tickMilliseconds);
  }
  remove(listener) {
    this.listeners.delete(listener);
  }
  [Symbol.dispose]() {
    clearInterval(this.timer);
    this.timer = void 0;
    this.listeners.clear();
  }
  tick() {
    const now = performance.now();
    const passed = Math.min(now - this.last, 2 * tickMilliseconds);
    this.last = now;
    if (this.listeners.size === 0) {
      clearInterval(this.timer);
      this.timer = void 0;
      return;
    }
    for (const listener of [...this.listeners]) listener.tick(passed);
  }
};

// tests/contract/actorApi/memoryStateStore.ts
var MemoryStateStore = class {
  kind = 'embedded';
  values = /* @__PURE__ */ new Map();
  /** How many operations arrived in one turn of the event loop, turn by turn. */
  turns = [];
  unavailable = false;
  isCounting = false;
  run(scope, operation) {
    this.count();
    try {
      return Promise.resolve(this.apply(`${scope.namespace}:${scope.actorId}:`, operation));
    } catch (error) {
      return Promise.reject(error);
    }
  }
  list() {
    return Promise.resolve([]);
  }
  entry() {
    return Promise.resolve(void 0);
  }
  onChange() {
    return { [Symbol.dispose]: () => {} };
  }
  availability() {
    return { available: true, detail: 'in memory' };
  }
  async [Symbol.asyncDispose]() {}
  count() {
    if (!this.isCounting) {
      this.isCounting = true;
      this.turns.push(0);
      setImmediate(() => {
        this.isCounting = false;
      });
    }
    this.turns[this.turns.length - 1]++;
  }
  apply(prefix, operation) {
    if (this.unavailable) throw new AppError('stateUnavailable', 'The state store does not answer.');
    const { values } = this;
    const [name] = operation;
    if (name === 'keys')
      return [...values.keys()]
        .filter((key2) => key2.startsWith(prefix))
        .map((key2) => key2.slice(prefix.length))
        .sort();
    const key = prefix + operation[1];
    const held = values.get(key);
    const list = () => {
      if (held !== void 0 && !Array.isArray(held)) throw new AppError('invalidParams', `WRONGTYPE ${name}`);
      return held ?? [];
    };
    switch (name) {
      case 'get':
        return held;
      case 'set':
        values.set(key, operation[2]);
        return void 0;
      case 'delete':
        return values.delete(key);
      case 'exists':
        return held !== void 0;
      case 'increment':
      case 'decrement': {
        const amount = BigInt(operation[2] ?? 1) * (name === 'increment' ? 1n : -1n);
        const sum = BigInt(held ?? 0) + amount;
        const value = Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
        values.set(key, value);
        return value;
      }
      case 'push':
        values.set(key, [...list(), operation[2]]);
        return list().length + 1;
      case 'extend':
        values.set(key, [...list(), ...operation[2]]);
        return list().length + operation[2].length;
      case 'pop': {
        const [first, ...rest] = list();
        values.set(key, rest);
        return first;
      }
      case 'expire':
        return held !== void 0;
      case 'ttl':
        return held === void 0 ? -2 : -1;
    }
  }
};

// tests/contract/actorApi/plainSandbox.ts
import { spawn } from 'node:child_process';
import path4 from 'node:path';
var runners = path4.resolve(import.meta.dirname, '../../../resources/runners');
var commands = {
  python: ['python3', '-I', '-S', '-B', path4.join(runners, 'python/main.py')],
  javascript: [process.execPath, path4.join(runners, 'javascript/main.mjs')],
};
var PlainSandboxes = class {
  running = /* @__PURE__ */ new Set();
  /** How many were started. */
  started = 0;
  get sandboxes() {
    return [...this.running];
  }
  acquire(request) {
    const sandbox = this.start(request);
    return Promise.resolve({
      sandbox,
      [Symbol.asyncDispose]: async () => {
        sandbox.kill();
        await sandbox.exited;
      },
    });
  }
  async [Symbol.asyncDispose]() {
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
  }
  start({ runtime, environment }) {
    const [command, ...args] = commands[runtime];
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...environment },
    });
    let killed = false;
    const exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.running.delete(sandbox);
        resolve({ cause: killed ? 'killed' : 'exited', code, signal });
      });
    });
    const sandbox = {
      id: `plain-${++this.started}`,
      runtime,
      channel: child.stdio[3],
      prints: { stdout: child.stdout, stderr: child.stderr },
      exited,
      applyLimits: () => {},
      memoryBytes: () => null,
      kill: () => {
        killed = true;
        child.kill('SIGKILL');
      },
    };
    this.running.add(sandbox);
    return sandbox;
  }
};

// tests/contract/actorApi/actorBench.ts
var ActorBench = class _ActorBench {
  constructor(root, sandboxes, state) {
    this.root = root;
    this.sandboxes = sandboxes;
    this.state = state;
  }
  root;
  sandboxes;
  state;
  logs = [];
  stale = [];
  ticker = new Ticker();
  owned = [];
  static async open(sandboxes = new PlainSandboxes(), state = new MemoryStateStore()) {
    return new _ActorBench(await mkdtemp(path5.join(tmpdir(), 'actor-bench-')), sandboxes, state);
  }
  async component(actor) {
    const discovered = await this.write(actor);
    return new ScriptComponent(discovered, {
      root: this.root,
      sandboxes: this.sandboxes,
      state: this.state,
      channels: new SandboxChannels(),
      ticker: this.ticker,
      limits: { python: {}, javascript: {}, ceiling: {} },
    });
  }
  async instance(component, { config = {}, limits = {} } = {}) {
    const instance = await component.createInstance({
      actorId: 'node-1',
      graph: 'test',
      config,
      state: { namespace: 'test', actorId: 'node-1' },
      limits,
      environment: {},
      host: {
        log: (level, text) => this.logs.push({ level, text }),
        staleCode: (problem) => this.stale.push(problem),
      },
    });
    this.owned.push(instance);
    return instance;
  }
  async start(actor) {
    return this.instance(await this.component(actor), actor);
  }
  /** Writes an actor's files into the workspace; what discovery would say of it. */
  async write(actor) {
    const file = actor.file ?? (actor.runtime === 'python' ? 'actors/test.actor.py' : 'actors/test.actor.js');
    for (const [name, text] of Object.entries({ ...actor.files, [file]: actor.source })) {
      await mkdir(path5.dirname(path5.join(this.root, name)), { recursive: true });
      await writeFile(path5.join(this.root, name), text);
    }
    return {
      component: actor.component ?? 'Test',
      description: '',
      file_path: file,
      runtime: actor.runtime,
      inports: (actor.inports ?? ['input']).map(port),
      outports: (actor.outports ?? ['output']).map(port),
      workspace_metadata: {
        namespace: 'default',
        version: '1.0.0',
        author: null,
        dependencies: [],
        runtime_requirements: { runtime_version: '', memory_limit: '512MB', cpu_limit: 0.5, timeout: 30 },
        config_schema: actor.configSchema ?? null,
        source_hash: '',
        last_modified: '',
      },
      tags: [],
      category: null,
      await_all_inports: null,
      declared_limits: {},
      permissions: [],
      line: 1,
      entry: actor.entry === void 0 ? 'process' : actor.entry,
    };
  }
  async [Symbol.asyncDispose]() {
    for (const one of this.owned.reverse()) await one[Symbol.asyncDispose]();
    this.ticker[Symbol.dispose]();
    await this.sandboxes[Symbol.asyncDispose]();
    await this.state[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
};
function port(name) {
  return { name, port_type: { type: 'any' }, required: true, description: '' };
}
function fire(instance, inputs = {}, timestamp) {
  return new Promise((resolve) => {
    instance.fire(recordingFiring(inputs, resolve, timestamp));
  });
}
function fireValues(instance, inputs) {
  return fire(instance, Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, writePlain(value)])));
}
function recordingFiring(inputs, done, timestamp) {
  const result = { outputs: [], logs: [], failure: void 0 };
  let isComplete = false;
  return {
    inputs: new Map(Object.entries(inputs).map(([name, json]) => [name, packetOfJsonValue(parseJson(json))])),
    timestamp,
    emit(name, packet, returned) {
      if (isComplete) throw new Error('an output after the end of its firing');
      const { type } = packet.message;
      result.outputs.push({ port: name, json: packet.plainJson, type, returned });
    },
    log: (level, text) => result.logs.push({ level, text }),
    complete(failure) {
      if (isComplete) throw new Error('a firing was completed twice');
      isComplete = true;
      result.failure = failure;
      done(result);
    },
  };
}

// ../../tmp/measure.ts
var sources = {
  python: {
    ret: `def process(context):
    return {"output": context.get_input("input") * 2}
`,
    send: `async def process(context):
    await context.send_output("output", context.get_input("input") * 2)
`,
    state: `async def process(context):
    return {"output": await context.state.get("k", 1)}
`,
    aio: `import asyncio
async def process(context):
    return {"output": context.get_input("input") * 2}
`,
  },
  javascript: {
    ret: `function process(context) { return { output: context.getInput("input") * 2 }; }`,
    send: `async function process(context) { await context.sendOutput("output", context.getInput("input") * 2); }`,
    state: `async function process(context) { return { output: await context.state.get("k", 1) }; }`,
  },
};
for (const runtime of ['python', 'javascript'])
  for (const [name, source] of Object.entries(sources[runtime])) {
    const bench = await ActorBench.open();
    const t0 = performance.now();
    const instance = await bench.start({ runtime, source });
    const start = performance.now() - t0;
    const sandbox = bench.sandboxes.sandboxes[0];
    const times = [];
    for (let i = 0; i < 3e3; i++) {
      const t = performance.now();
      await fireValues(instance, { input: i });
      times.push(performance.now() - t);
    }
    times.splice(0, 500);
    times.sort((a, b) => a - b);
    const N = 2e5;
    let sent = 0,
      done = 0;
    const t1 = performance.now();
    const input = /* @__PURE__ */ new Map([['input', Packet.of(5)]]);
    await new Promise((resolve) => {
      const pump = () => {
        while (sent < N && sent - done < instance.capacity) {
          sent++;
          instance.fire({
            inputs: input,
            emit() {},
            log() {},
            complete(f) {
              if (f) throw new Error(JSON.stringify(f));
              done++;
              if (done === N) resolve();
              else if (sent - done < instance.capacity / 2) pump();
            },
          });
        }
      };
      pump();
    });
    const rate = (N / (performance.now() - t1)) * 1e3;
    console.log(
      runtime,
      name,
      'start',
      start.toFixed(0),
      'p50',
      times[times.length >> 1].toFixed(3),
      'p99',
      times[Math.floor(times.length * 0.99)].toFixed(3),
      'rate',
      Math.round(rate),
      'capacity',
      instance.capacity,
    );
    await bench[Symbol.asyncDispose]();
  }

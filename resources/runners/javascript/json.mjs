// The same reader and writer of messages as shared/message, as plain JavaScript; a test holds the two together.
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

var UncarriableValue = class extends Error {
  constructor(path, reason) {
    super(`${reason} at ${path}`);
    this.path = path;
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
  if (type === 'Encoded' && typeof body === 'string' && isBase64(body)) return { type, data: fromBase64(body) };
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
      return Number.isSafeInteger(value)
        ? value !== 0 || 1 / value > 0
        : Number.isFinite(value) && !Number.isInteger(value);
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
function writeJson(value, top, path, above) {
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
        path,
        `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`} cannot be carried`,
      );
  }
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `{"type":"Encoded","data":"${toBase64(value)}"}`;
  if (value instanceof Date) return JSON.stringify(value);
  if (above.includes(value)) throw new UncarriableValue(path, 'a cycle cannot be carried');
  above.push(value);
  const text = Array.isArray(value)
    ? `[${value.map((item, index) => writeJson(item, false, `${path}[${index}]`, above)).join(',')}]`
    : writeObject(value, top, path, above);
  above.pop();
  return text;
}
function writeObject(value, top, path, above) {
  const prototype = Object.getPrototypeOf(value);
  if (value instanceof Map || value instanceof Set || value instanceof Promise || ArrayBuffer.isView(value))
    throw new UncarriableValue(path, `a ${value.constructor.name} cannot be carried`);
  if (typeof value.toJSON === 'function' && prototype !== Object.prototype) {
    const replaced = value.toJSON();
    if (replaced !== value) return writeJson(replaced, top, path, above);
  }
  const entries = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === void 0) continue;
    entries.push(`${JSON.stringify(key)}:${writeJson(item, false, `${path}.${key}`, above)}`);
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
export { UncarriableValue, messageTypes, naturalType, parseJson, readMessage, readValue, writeMessage, writePlain };

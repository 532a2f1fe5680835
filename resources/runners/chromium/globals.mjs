// What actors find in the worker's global scope: the language, and what neither reaches out nor keeps anything. All else is taken
// away. The boundary is the process, its empty session and its policy; this keeps actors from filling what the browser stores.
const kept = new Set([
  ...[
    'Object',
    'Function',
    'Array',
    'Number',
    'Boolean',
    'String',
    'Symbol',
    'BigInt',
    'Date',
    'Promise',
    'RegExp',
    'Error',
  ],
  ...[
    'AggregateError',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
    'TypeError',
    'URIError',
    'globalThis',
  ],
  ...['JSON', 'Math', 'Intl', 'Atomics', 'Reflect', 'Proxy', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Iterator'],
  ...['FinalizationRegistry', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Int8Array', 'Uint16Array'],
  ...['Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array', 'Uint8ClampedArray', 'BigUint64Array'],
  ...[
    'BigInt64Array',
    'parseFloat',
    'parseInt',
    'Infinity',
    'NaN',
    'undefined',
    'isFinite',
    'isNaN',
    'eval',
    'WebAssembly',
  ],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape', 'console', 'self'],
  ...['TextEncoder', 'TextDecoder', 'URL', 'URLSearchParams', 'AbortController', 'AbortSignal', 'Event', 'EventTarget'],
  ...[
    'DOMException',
    'structuredClone',
    'queueMicrotask',
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
  ],
  ...[
    'performance',
    'atob',
    'btoa',
    'crypto',
    'Crypto',
    'SubtleCrypto',
    'CryptoKey',
    'Blob',
    'MessageChannel',
    'MessagePort',
  ],
  // The runner's own, for files that mark an actor without importing it.
  ...['actor', 'Message'],
  ...['MessageEvent', 'process', 'Buffer', 'setImmediate', 'clearImmediate', 'addEventListener', 'removeEventListener'],
  ...['dispatchEvent', 'onerror', 'onunhandledrejection', 'reportError', 'PromiseRejectionEvent', 'ErrorEvent'],
]);

export function keepHarmlessGlobals() {
  for (let scope = globalThis; scope && scope !== Object.prototype; scope = Object.getPrototypeOf(scope))
    for (const name of Object.getOwnPropertyNames(scope))
      if (!kept.has(name) && name !== 'constructor') Reflect.deleteProperty(scope, name);
}

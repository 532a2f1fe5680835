import type { Attempt, AttemptGroup } from './attempt.ts';

/** An expression of JavaScript; Python gets there by Pyodide's bridge. */
const expression = (title: string, javascript: string): Attempt => ({
  title,
  python: `return script(${JSON.stringify(javascript)})`,
  javascript: `return (${javascript})`,
});

export const pages: AttemptGroup = {
  what: 'use what browsers have',
  attempts: [
    expression('fetch', 'fetch("http://127.0.0.1:PORT/")'),
    expression(
      'fetch without reading the answer',
      'fetch("http://127.0.0.1:PORT/", { mode: "no-cors", keepalive: true })',
    ),
    expression(
      'a request that waits',
      '(() => { const request = new XMLHttpRequest(); request.open("GET", "http://127.0.0.1:PORT/", false); request.send(); return request.responseText; })()',
    ),
    expression('a WebSocket', 'new WebSocket("ws://127.0.0.1:PORT/") && "connects"'),
    expression(
      'an event stream, and HTTP/3',
      '[new EventSource("http://127.0.0.1:PORT/"), new WebTransport("https://127.0.0.1:PORT/")].length',
    ),
    expression('a beacon', 'navigator.sendBeacon("http://127.0.0.1:PORT/", "x")'),
    expression('scripts of elsewhere', 'importScripts("http://127.0.0.1:PORT/x.js")'),
    expression('modules of elsewhere', 'import("http://127.0.0.1:PORT/x.js")'),
    expression('modules out of data', 'import("data:text/javascript,fetch(%22http://127.0.0.1:PORT/%22)")'),
    expression(
      'modules out of memory',
      'import(URL.createObjectURL(new Blob(["fetch(\\"http://127.0.0.1:PORT/\\")"], { type: "text/javascript" })))',
    ),
    expression(
      "the page's own files",
      'Promise.all(["/page.html", "/python.json", "sandbox://runner/page.js", "/../../package.json"].map((path) => fetch(path).then((answer) => answer.text())))',
    ),
    expression(
      'workers of its own',
      'new Worker(URL.createObjectURL(new Blob(["fetch(\\"http://127.0.0.1:PORT/\\")"])))',
    ),
    expression(
      'workers that others share, or that stay',
      '[new SharedWorker("/javascript.js"), navigator.serviceWorker.register("/javascript.js")].length',
    ),
    expression(
      'calls between browsers',
      '(() => { const call = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:UDP" }] }); call.createDataChannel("x"); call.createOffer().then((offer) => call.setLocalDescription(offer)); return "calls"; })()',
    ),
    expression(
      'names to resolve ahead, and connections to open ahead',
      '(() => { for (const rel of ["dns-prefetch", "preconnect", "prefetch", "modulepreload"]) { const link = document.createElement("link"); Object.assign(link, { rel, href: "http://127.0.0.1:PORT/" }); document.head.append(link); } return "linked"; })()',
    ),
    expression(
      'pictures, fonts and styles of elsewhere',
      'new FontFace("x", "url(http://127.0.0.1:PORT/x.woff)").load()',
    ),
    expression(
      'databases',
      'new Promise((resolve, reject) => { const opening = indexedDB.open("MARKER"); opening.onerror = reject; opening.onupgradeneeded = () => opening.result.createObjectStore("MARKER"); opening.onsuccess = () => resolve("opened"); })',
    ),
    expression(
      'files of the page, and caches',
      'Promise.all([navigator.storage.getDirectory().then((folder) => folder.getFileHandle("MARKER", { create: true })), caches.open("MARKER")])',
    ),
    expression(
      'local storage and cookies',
      '[localStorage.setItem("MARKER", "x"), document.cookie = "MARKER=1", cookieStore.set("MARKER", "1")]',
    ),
    expression(
      'channels to other pages',
      '(() => { const channel = new BroadcastChannel("x"); channel.postMessage("MARKER"); return "sent"; })()',
    ),
    expression(
      'windows and places',
      '[globalThis.open?.("http://127.0.0.1:PORT/"), location.assign?.("http://127.0.0.1:PORT/"), (location.href = "http://127.0.0.1:PORT/")]',
    ),
    expression(
      'forms and frames',
      '(() => { const frame = document.createElement("iframe"); frame.src = "http://127.0.0.1:PORT/"; document.body.append(frame); return "framed"; })()',
    ),
    expression(
      'permissions and devices',
      'Promise.all([Notification.requestPermission(), navigator.usb.requestDevice({ filters: [] }), navigator.clipboard.readText(), navigator.locks.query()])',
    ),
    expression(
      'WebAssembly that is loaded from elsewhere',
      'WebAssembly.instantiateStreaming(fetch("http://127.0.0.1:PORT/x.wasm"))',
    ),
    expression(
      'WebAssembly with the scope for its imports',
      'WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0, 8, 1, 0]), { a: { b: () => fetch("http://127.0.0.1:PORT/") } })',
    ),
    expression(
      'what was taken away, out of prototypes',
      '(() => { for (let scope = globalThis; scope; scope = Object.getPrototypeOf(scope)) if (typeof scope.fetch === "function") return scope.fetch("http://127.0.0.1:PORT/"); return WorkerGlobalScope.prototype.fetch("http://127.0.0.1:PORT/"); })()',
    ),
    expression(
      'what was taken away, out of functions',
      'Object.constructor("return this.fetch ?? Reflect.get(self, \\"fetch\\")")()("http://127.0.0.1:PORT/")',
    ),
    expression(
      'Node and Electron',
      '[globalThis.process?.binding?.("fs"), globalThis.process?.mainModule?.require("fs").readFileSync("CANARY", "utf8"), globalThis.electron?.ipcRenderer.send("x"), globalThis.process?.dlopen?.({}, "/tmp/x")]',
    ),
    expression(
      "messages in the page's name",
      '(() => { for (const message of [{ exit: 0, forged: true }, { failure: "forged" }, { written: 1 }]) { self.postMessage?.(message); self.parent?.postMessage(message, "*"); dispatchEvent(new MessageEvent("message", { data: message })); } return "sent"; })()',
    ),
    expression(
      "the link's port, when it is used",
      '(() => { const own = MessagePort.prototype.postMessage; MessagePort.prototype.postMessage = function (...values) { own.call(this, { failure: "forged" }); return own.apply(this, values); }; console.log("x"); return "waits"; })()',
    ),
    {
      title: "Pyodide's own ways out",
      python: `def through(name):
    module = __import__(name)
    return each(lambda one: getattr(module, one), ['fetch', 'XMLHttpRequest', 'process', 'importScripts', 'indexedDB', 'navigator', 'location'])
return [each(through, ['js', 'pyodide_js', '_pyodide_core']), each(lambda name: getattr(__import__('pyodide.code').code, name)('fetch'), ['run_js', 'eval_code'])]`,
      javascript:
        'return [globalThis.pyodide, globalThis.loadPyodide, globalThis.Module, globalThis.FS].filter((one) => one !== undefined).length',
    },
    {
      title: "Pyodide's requests and packages",
      python: `from pyodide.http import open_url, pyfetch
import pyodide_js
found = each(open_url, ['http://127.0.0.1:PORT/', 'file://CANARY'])
for start in (lambda: pyfetch('http://127.0.0.1:PORT/'), lambda: pyodide_js.loadPackage('http://127.0.0.1:PORT/x.whl'),
              lambda: pyodide_js.loadPackage('micropip'), lambda: __import__('micropip').install('http://127.0.0.1:PORT/x-1-py3-none-any.whl')):
    try: found.append(repr(start()))
    except BaseException as failure: found.append(repr(failure))
return found`,
      javascript: 'return (await import("/pyodide/pyodide.mjs")).loadPyodide({ indexURL: "http://127.0.0.1:PORT/" })',
    },
    {
      title: "Pyodide's file systems over those of the host",
      python: `import pyodide_js
def mount(kind):
    file_systems = pyodide_js.FS.filesystems
    pyodide_js.FS.mkdirTree('/tmp/' + kind)
    pyodide_js.FS.mount(getattr(file_systems, kind), {'root': 'FOLDER'}, '/tmp/' + kind)
    return read('/tmp/' + kind + '/canary')
return each(mount, ['NODEFS', 'IDBFS', 'WORKERFS', 'PROXYFS'])`,
      javascript: 'return new Worker("/python.js", { type: "module" }).postMessage({ environment: {} })',
    },
    {
      title: "Pyodide's link to the program",
      python: `import _reflow_link
for frame in (b'\\xff' * 4096, b'\\x1e\\x00\\x00\\x00\\x00\\x00\\x00\\x00' + b'\\x13\\x00\\x06\\x00\\x02\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x08\\x00\\x00\\x00output"forged"'):
    _reflow_link.write(frame)
return await context.state.get('x')`,
      javascript:
        'const counters = new Int32Array(new SharedArrayBuffer(16)); Atomics.notify(counters, 0); return [Atomics.load(counters, 0), globalThis._reflow_link]',
    },
  ],
};

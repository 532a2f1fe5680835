import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { ActorFile, FiringResult } from '../contract/actorApi/actorBench.ts';
import type { ActorCase } from '../contract/actorApi/cases/actorCase.ts';
import { failureCases } from '../contract/actorApi/cases/failures.ts';
import { inputCases } from '../contract/actorApi/cases/inputs.ts';
import { loadingCases } from '../contract/actorApi/cases/loading.ts';
import { logCases } from '../contract/actorApi/cases/logs.ts';
import { outputCases } from '../contract/actorApi/cases/outputs.ts';
import { stateCases } from '../contract/actorApi/cases/state.ts';
import { streamCases } from '../contract/actorApi/cases/streams.ts';
import { checkFiring } from '../contract/actorApi/checkFiring.ts';
import { SandboxApp } from './sandboxApp/sandboxApp.ts';

let program: SandboxApp;
beforeAll(async () => {
  program = await SandboxApp.open();
});
afterAll(() => program[Symbol.asyncDispose]());

async function fireEach(actors: ActorFile[], firings: [number, Record<string, string>][]): Promise<FiringResult[]> {
  const { results, error } = await program.ask({ ask: 'fire', actors, firings });
  if (!results) throw new Error(error);
  return results;
}

const cases = [inputCases, outputCases, streamCases, stateCases, failureCases, logCases, loadingCases].flat();
/** An interpreter takes most of a second to start here, so that Python has those cases only in which its runner meets the link. */
const casesOfPython = [streamCases, stateCases, failureCases, logCases].flat();

async function holds(runtime: ScriptRuntime, one: ActorCase): Promise<void> {
  const { file, files, inports, outports, config, entry } = one;
  const source = { source: one[runtime], file: file?.[runtime], files };
  const actor = { runtime, ...source, inports, outports, config, entry } as ActorFile;
  const results = await fireEach(
    [actor],
    one.firings.map(([inputs]) => [0, inputs]),
  );
  for (const [index, [, expected]] of one.firings.entries()) checkFiring(runtime, results[index]!, expected);
}

const sources = {
  hungry: {
    javascript: `
export function process(context) {
  const kept = [];
  if (context.getInput('input') === 'memory') for (;;) kept.push(new Uint8Array(8 << 20).fill(1));
  if (context.getInput('input') === 'time') for (;;);
  return { output: 'well' };
}`,
    python: `
def process(context):
    kept = []
    while context.get_input("input") == "memory": kept.append(bytearray(b"1" * (8 << 20)))
    while context.get_input("input") == "time": pass
    return {"output": "well"}`,
  },
  counting: {
    javascript: `
let count = 0;
export function process() { return { output: ++count }; }`,
    python: `
count = 0
def process(context):
    global count
    count += 1
    return {"output": count}`,
  },
} as const;

/** Expressions that must throw, or come to nothing. */
const javascriptEscapes = [
  'fetch("http://127.0.0.1:PORT/")',
  'import("http://127.0.0.1:PORT/")',
  'import("file:///etc/passwd")',
  'import("data:text/javascript,export default 1")',
  'import("sandbox://runner/page.js")',
  'new WebSocket("ws://127.0.0.1:PORT/")',
  'new XMLHttpRequest()',
  'new EventSource("http://127.0.0.1:PORT/")',
  'new WebTransport("https://127.0.0.1:PORT/")',
  'importScripts("http://127.0.0.1:PORT/")',
  'navigator.sendBeacon("http://127.0.0.1:PORT/", "x")',
  'new Worker("/javascript.js")',
  'new Worker(URL.createObjectURL(new Blob(["1"])))',
  'new SharedWorker("/javascript.js")',
  'navigator.storage.getDirectory()',
  'indexedDB.open("x")',
  'caches.open("x")',
  'new BroadcastChannel("x")',
  'location.href',
  'self.postMessage("x")',
  'require("node:fs").readFileSync("/etc/passwd")',
  'process.binding("fs")',
  'process.mainModule.require("fs")',
  'process.env.PATH',
  'process.env.HOME',
  'globalThis.constructor.constructor("return fetch")()("http://127.0.0.1:PORT/")',
  'Object.getPrototypeOf(self).fetch("http://127.0.0.1:PORT/")',
  'EventTarget.prototype.constructor.fetch',
  'Notification.requestPermission()',
  'self.close()',
  'Reflect.getOwnPropertyDescriptor(WorkerGlobalScope.prototype, "fetch").value',
  'electron.ipcRenderer',
];

/** Programs that must raise, or leave no answer. */
const pythonEscapes = [
  'import socket; answer = socket.create_connection(("127.0.0.1", PORT), 2)',
  'import urllib.request; answer = urllib.request.urlopen("http://127.0.0.1:PORT/")',
  'from pyodide.http import open_url; answer = open_url("http://127.0.0.1:PORT/")',
  'from pyodide.code import run_js; answer = run_js("fetch")("http://127.0.0.1:PORT/")',
  'from pyodide.code import run_js; answer = run_js("new XMLHttpRequest()")',
  'from pyodide.code import run_js; answer = run_js("new Worker(\\"/python.js\\")")',
  'from pyodide.code import run_js; answer = run_js("indexedDB")',
  'from pyodide.code import run_js; answer = run_js("navigator")',
  'import js; answer = js.fetch',
  'import js; answer = js.indexedDB',
  'import os; answer = os.fork()',
  'import os; answer = os.environ.get("REFLOW_TEST_SECRET")',
  'import os; answer = os.environ.get("PATH")',
  'import subprocess; answer = subprocess.run(["/bin/sh", "-c", "id"])',
  'import os; answer = True if os.system("id") == 0 else None',
  'import ctypes; answer = ctypes.CDLL("libc.so.6")',
  'import micropip; answer = micropip',
  'import os; answer = next((line for line in open("/etc/passwd") if "bin/bash" in line), None)',
  'import os; answer = "proc" if os.path.exists("/proc/1/environ") else None',
  'import multiprocessing; p = multiprocessing.Process(target=print); p.start(); answer = p',
];

/** Counts who comes. */
class Listener implements AsyncDisposable {
  connections = 0;
  private readonly server = createServer((socket) => {
    this.connections++;
    socket.destroy();
  });

  static async start(): Promise<Listener> {
    const listener = new Listener();
    await once(listener.server.listen(0, '127.0.0.1'), 'listening');
    return listener;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('the chromium sandbox', () => {
  it('[S1] is offered after a real self-test', async () => {
    expect((await program.ask({ ask: 'selfTest' })).selfTest).toEqual({
      works: true,
      reason: expect.stringMatching(/JavaScript and Python .* no network/),
    });
  });

  it.each(['javascript', 'python'] as const)(
    '[S4] over memory or over time the sandbox is ended, named as such, and replaced; a neighbour is not disturbed (%s)',
    async (runtime) => {
      const hungry: ActorFile = { runtime, source: sources.hungry[runtime], limits: { memory: '128MB', timeout: 10 } };
      const slow: ActorFile = { runtime, source: sources.hungry[runtime], limits: { timeout: 1 } };
      const neighbour: ActorFile = { runtime, source: sources.counting[runtime] };
      const results = await fireEach(
        [hungry, slow, neighbour],
        [
          [2, {}],
          [0, { input: '"memory"' }],
          [1, { input: '"time"' }],
          [2, {}],
          [0, { input: '"nothing"' }],
          [1, { input: '"nothing"' }],
        ],
      );
      expect(results.map(({ failure, outputs }) => failure?.type ?? outputs[0]?.json)).toEqual([
        '1',
        'OutOfMemory',
        'Timeout',
        '2',
        '"well"',
        '"well"',
      ]);
    },
  );

  it('[X4, S2] nothing gets out: no file, address, process, worker or storage (JavaScript)', async () => {
    await using listener = await Listener.start();
    const attempts = javascriptEscapes.map((code) => code.replaceAll('PORT', String(listener.port)));
    const source = `
export async function process(context) {
  const answers = [];
  for (const code of ${JSON.stringify(attempts)}) {
    try { answers.push(String(await (0, eval)('(async () => ' + code + ')()'))); } catch (error) { answers.push('refused'); }
  }
  return { output: answers };
}`;
    const [result] = await fireEach([{ runtime: 'javascript', source }], [[0, { input: '1' }]]);
    expect(result!.failure).toBeUndefined();
    const answers = JSON.parse(result!.outputs[0]!.json) as string[];
    expect(attempts.filter((_, index) => !['refused', 'undefined'].includes(answers[index]!))).toEqual([]);
    expect(listener.connections).toBe(0);
  });

  it('[X4, S2] nothing gets out: no file, address, process, worker or storage (Python)', async () => {
    await using listener = await Listener.start();
    process.env.REFLOW_TEST_SECRET = 'of the host';
    const attempts = pythonEscapes.map((code) => code.replaceAll('PORT', String(listener.port)));
    const source = `
async def process(context):
    answers = []
    for code in ${JSON.stringify(attempts)}:
        scope = {}
        try:
            exec(code, scope)
            answers.append(str(scope.get("answer")))
        except BaseException as error:
            answers.append("refused")
    return {"output": answers}`;
    const [result] = await fireEach([{ runtime: 'python', source }], [[0, { input: '1' }]]);
    delete process.env.REFLOW_TEST_SECRET;
    expect(result!.failure).toBeUndefined();
    const answers = JSON.parse(result!.outputs[0]!.json) as string[];
    expect(attempts.filter((_, index) => !['refused', 'None'].includes(answers[index]!))).toEqual([]);
    expect(listener.connections).toBe(0);
  });

  it('[S6] thirty megabytes sent at once are held back and arrive whole', async () => {
    const source = `
export async function process(context) {
  for (let count = 0; count < 300; count++) await context.sendOutput('output', 'x'.repeat(100_000));
}`;
    const [flood] = await fireEach([{ runtime: 'javascript', source }], [[0, { input: '1' }]]);
    expect(flood!.outputs).toHaveLength(300);
  });

  it("[S1] without Chromium's own sandbox it is not offered", async () => {
    await using unprotected = await SandboxApp.open(['--no-sandbox']);
    expect((await unprotected.ask({ ask: 'selfTest' })).selfTest).toEqual({
      works: false,
      reason: expect.stringContaining('--no-sandbox'),
    });
  });

  describe('JavaScript', () => it.each(cases)('[S1] $title', (one) => holds('javascript', one)));
  describe('Python', () => it.each(casesOfPython)('[S1] $title', (one) => holds('python', one)));
});

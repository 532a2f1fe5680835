import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import createPlugin from '@extism/extism';
import { GuestMemory, GuestOutOfMemory } from './guestMemory.ts';
import { limitMemory } from './limitMemory.ts';
import {
  outcomes,
  packed,
  Packing,
  progress,
  type GuestLog,
  type WasmAnswer,
  type WasmRequest,
  type WasmSettings,
} from './wasmMessages.ts';

/** Entry of the thread in which one node's WASM actor runs (C4). It has no way out but its answers, and can be killed at any time. */
const settings = workerData as WasmSettings;
const port = parentPort!;
const state = new Int32Array(settings.progress);
/** Answers are sent at least so often (milliseconds). */
const longestSilence = 5;
const longestLog = 2000;
const mostLogs = 1000;

const results = new Packing();
let logs: GuestLog[] = [];
const encoder = new TextEncoder();
const variables = new Map(settings.variables);

const answers = new Int32Array(settings.answers);
let asked = 0;

/** Waits for the host as only a thread of its own may: the guest cannot be left in the middle of a call. */
function askState(operation: Uint8Array): Uint8Array {
  settings.state.postMessage(operation);
  asked++;
  while (Atomics.load(answers, 0) < asked) Atomics.wait(answers, 0, asked - 1, 1000);
  return receiveMessageOnPort(settings.state)!.message as Uint8Array;
}

const memory = new GuestMemory({
  largest: settings.memory,
  config: settings.config,
  variables,
  log(level, text) {
    if (logs.length < mostLogs) logs.push({ index: results.count, level, text: text.slice(0, longestLog) });
  },
  askState,
});

/** The engine's own; no type library of Node 20 declares it. */
const engine = (
  globalThis as unknown as {
    WebAssembly: { Module: new (bytes: Uint8Array) => WebAssembly.Module; Memory: new () => { buffer: ArrayBuffer } };
  }
).WebAssembly;

const send = (answer: WasmAnswer) => port.postMessage(answer);

async function start() {
  const module = new engine.Module(limitMemory(settings.module, settings.memory));
  const instantiate = async (): Promise<{ run: () => unknown; pages: () => number }> => {
    // Each is called with the library's own context first, which is not used here.
    const withContext = (functions: Record<string, (...values: (bigint | number)[]) => bigint | number | void>) =>
      Object.fromEntries(
        Object.entries(functions).map(([name, call]) => [
          name,
          (_: unknown, ...values: (bigint | number)[]) => call(...values),
        ]),
      );
    const plugin = await createPlugin(
      { wasm: [{ module }] },
      {
        useWasi: settings.wasi,
        enableWasiOutput: false,
        allowedHosts: [],
        allowedPaths: {},
        functions: {
          'extism:host/env': withContext(memory.functions()),
          'extism:host/user': withContext(memory.additions()),
        },
      },
    );
    const { exports } = await plugin.getInstance();
    const run = exports[settings.entry];
    if (typeof run !== 'function') throw new Error(`It exports no function \`${settings.entry}\`.`);
    const guest = exports['memory'];
    return {
      run: run as () => unknown,
      pages: () => (guest instanceof engine.Memory ? guest.buffer.byteLength : 0),
    };
  };

  let actor = await instantiate();
  const flush = () => {
    if (results.count === 0) return;
    const taken = results.take();
    port.postMessage({ kind: 'done', results: taken, logs } satisfies WasmAnswer, [taken.buffer]);
    logs = [];
  };

  const runOne = async (input: Buffer): Promise<void> => {
    try {
      memory.begin(input);
      const status = actor.run();
      const { error } = memory;
      if (error !== undefined) results.add(outcomes.error, encoder.encode(error));
      else if (typeof status === 'number' && status !== 0)
        results.add(outcomes.error, encoder.encode(`It ended with ${status}.`));
      else results.add(outcomes.output, memory.output);
    } catch (error) {
      // What it left behind in its memory may be half of something.
      const isFull = error instanceof GuestOutOfMemory || actor.pages() > settings.memory - 65_536;
      const outcome = isFull ? outcomes.outOfMemory : outcomes.trap;
      results.add(outcome, encoder.encode((error as Error).message));
      actor = await instantiate();
    }
  };

  port.on('message', async (request: WasmRequest) => {
    if ('variables' in request) {
      send({ kind: 'variables', variables });
      return;
    }
    let flushed = Date.now();
    for (const [, input] of packed(request.batch)) {
      const now = Date.now();
      if (now - flushed >= longestSilence) {
        flush();
        flushed = now;
      }
      Atomics.store(state, progress.began, now - settings.since + 1);
      const running = runOne(input);
      // Only a trap takes a turn of the event loop.
      await running;
      Atomics.add(state, progress.done, 1);
    }
    Atomics.store(state, progress.began, 0);
    flush();
  });
}

start().then(
  () => send({ kind: 'ready' }),
  (error: unknown) => send({ kind: 'refused', message: (error as Error).message }),
);

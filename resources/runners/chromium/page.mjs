// The page of a sandbox: it starts the worker in which actors run, and hands on what the host sends. No actor's code runs here.
import { makeMemory, places, ringBytes, viewsOf } from './memory.mjs';

const memory = makeMemory();
const { counters, ring } = viewsOf(memory);

/** Writes bytes into the ring, as the worker makes room. */
async function write(bytes) {
  for (let at = 0; at < bytes.length;) {
    const written = Atomics.load(counters, places.written);
    const read = Atomics.load(counters, places.read);
    const room = ringBytes - ((written - read) >>> 0);
    if (room === 0) {
      await Atomics.waitAsync(counters, places.read, read).value;
      continue;
    }
    const start = (written >>> 0) % ringBytes;
    const length = Math.min(room, ringBytes - start, bytes.length - at);
    ring.set(bytes.subarray(at, at + length), start);
    Atomics.add(counters, places.written, length);
    wake();
    at += length;
  }
}

function wake() {
  Atomics.add(counters, places.wakes, 1);
  Atomics.notify(counters, places.wakes);
}

addEventListener(
  'message',
  ({ data, ports: [host, output] }) => {
    if (!host) return;
    const { runtime, environment } = data;
    const worker = new Worker(`/${runtime}.js`, { type: 'module' });
    worker.addEventListener('error', ({ message }) =>
      host.postMessage({ failure: message || 'its worker did not start' }),
    );
    worker.postMessage({ memory, output, environment }, [output]);
    let writing = Promise.resolve();
    host.addEventListener('message', ({ data: sent }) => {
      if (typeof sent === 'number') {
        Atomics.add(counters, places.taken, sent);
        wake();
        return;
      }
      // The host is told when the worker has room again, and sends no more until then.
      writing = writing.then(() => write(sent)).then(() => host.postMessage({ written: sent.length }));
    });
    host.start();
  },
  { once: true },
);

// The memory that page and worker share: what the host sent, as a ring, and how much of the worker's own the host has taken.
// The page writes, the worker reads, also while the worker's code waits without letting go of its thread.

/** Places of the counters; all count bytes, modulo 2^32. */
export const places = { written: 0, read: 1, taken: 2, wakes: 3 };
export const headerBytes = 16;
export const ringBytes = 1 << 20;

export const makeMemory = () => new SharedArrayBuffer(headerBytes + ringBytes);

/** @returns the two views of that memory */
export const viewsOf = (memory) => ({
  counters: new Int32Array(memory, 0, headerBytes / 4),
  ring: new Uint8Array(memory, headerBytes),
});

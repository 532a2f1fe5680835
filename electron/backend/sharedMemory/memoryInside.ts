/** Where a sandbox sees its share of shared memory: what it writes, and what is meant for it. */
export const memoryInside = { out: '/shared/out', in: '/shared/in' };

import type { Value } from '#shared/message/message.ts';

type Inputs = Record<string, Value>;

/** Messages for each old actor, one set after another to the same instance. */
export const legacyCases: Record<string, readonly Inputs[]> = {
  'python/counter.py': [{ data: 4 }, { data: 1.5 }, {}],
  'python/running_mean.py': [{ number: 1 }, { number: 2.005, places: 1 }, {}, { number: -7 }],
  'python/history.py': [{ value: 'a' }, { value: { b: [1] } }, {}, { value: null }, { value: 5 }],
  'python/guard.py': [{}, { value: -1 }, { value: 13 }, { value: 3, low: 5 }, { value: 3, low: 0 }, { value: -2 }],
  'python/summing.py': [{ a: 1, b: 2.5 }, {}, { c: -1 }],
  'python/fetcher.py': [{ key: 'one' }, { key: 'three' }, {}, { key: 'two' }],
  'python/shapes.py': [
    {
      boxes: [
        { width: 2, height: 3 },
        { width: 0, height: 1 },
      ],
      options: { scale: 2 },
    },
    {},
    { boxes: [{ wrong: 1 }] },
  ],
  'python/toggle.py': [{}, { go: 1 }, {}, { reset: true }, { reset: null }, {}],
  'python/types.py': [
    { value: 1 },
    { value: true },
    { value: null },
    { value: 'x' },
    { value: 2n ** 60n },
    { value: [] },
  ],
  'python/publisher.py': [{ items: [1, 2, 3] }, {}, { items: ['x'] }],
  'python/awaiting.py': [{}, { amount: 5 }, { amount: -2 }],
  'python/script_double.py': [{ packet: 8 }, { packet: -2.25 }, {}],
  'python/script_branch.py': [{ score: 80 }, { scores: [95, 80, 1, 99] }, {}, { score: null }],
  'python/script_parts.py': [{ data: { numbers: [1, 2] } }, {}],
  'python/early.py': [{}, { kind: 'raise' }, { kind: 'keyerror' }, { value: 11 }, { value: 2, kind: 'other' }],
  'javascript/counter.js': [{ data: 4 }, { data: 1.5 }, {}],
  'javascript/mean.mjs': [{ number: 1 }, { number: 2.005 }, {}, { number: -7 }],
  'javascript/history.cjs': [{ value: 'a' }, { value: { b: [1] } }, {}, { value: 5 }, { value: true }],
  'javascript/destructured.mjs': [{ left: 1 }, { left: 1, right: 2, more: 3, most: 4 }, {}],
  'javascript/guard.js': [{}, { value: -1 }, { value: 13 }, { value: 3, low: 5 }, { value: 3 }, { value: -2 }],
  'javascript/summing.js': [{ a: 1, b: 2.5 }, {}, { _c: 9, d: -1 }],
  'javascript/fetcher.js': [{ key: 'one' }, { key: 'three' }, {}, { key: 'two' }],
  'javascript/merge.mjs': [{ patch: { a: 1 } }, {}, { patch: { b: [2], deep: { level: 4 } } }],
  'javascript/toggle.js': [{}, { go: 1 }, {}, { reset: true }, { reset: null }, {}],
  'javascript/types.js': [
    { value: 1 },
    { value: true },
    { value: 'x' },
    { value: 2n ** 60n },
    { value: [] },
    { value: {} },
  ],
  'javascript/publisher.js': [{ items: [1, 2, 3] }, {}, { items: ['x'] }],
  'javascript/early.cjs': [
    {},
    { kind: 'throw' },
    { kind: 'missing' },
    { 'the-value': 11 },
    { 'the-value': 2, kind: 'b' },
  ],
  'javascript/typed.ts': [{ reading: { celsius: 10 } }, { reading: { celsius: 20 }, unit: 'F' }, { unit: 'F' }],
  'javascript/lottery.mjs': [{}, { count: 1 }, { count: 2 }],
};

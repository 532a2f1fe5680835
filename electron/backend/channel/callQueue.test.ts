import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CallQueue } from './callQueue.ts';

it('[S4] the oldest call that has not ended is first, in whatever order calls end', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), of: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('endFirst' as const), of: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), of: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('endAllOf' as const), of: fc.integer({ min: 1, max: 3 }) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(1, 1200), (steps, times) => {
      const queue = new CallQueue();
      const model = new Map<number, number>();
      let next = 1;
      for (const { kind, of } of steps) {
        if (kind === 'add')
          for (let count = 0; count < times; count++) {
            queue.add(next, of);
            model.set(next++, of);
          }
        else if (kind === 'endFirst')
          for (let count = 0; count < times; count++) {
            const [first] = model.keys();
            if (first === undefined) break;
            queue.end(first);
            model.delete(first);
            expect(queue.first).toBe(model.keys().next().value);
          }
        else if (kind === 'end') {
          queue.end(of);
          model.delete(of);
        } else {
          queue.endAllOf(of);
          for (const [call, owner] of model) if (owner === of) model.delete(call);
        }
        expect(queue.first).toBe(model.keys().next().value);
      }
    }),
    { numRuns: 60 },
  );
});

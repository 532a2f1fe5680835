import { expect, it } from 'vitest';
import { DisposableStore } from './lifetime.ts';

function noting(name: string, disposed: string[]): Disposable {
  return { [Symbol.dispose]: () => void disposed.push(name) };
}

it('[S5] disposes what was made last first, and the rest even when one fails', async () => {
  const disposed: string[] = [];
  const store = new DisposableStore();
  store.add(noting('first', disposed));
  store.add({ [Symbol.asyncDispose]: () => Promise.reject(new Error('second')) });
  store.add(noting('third', disposed));
  await expect(store[Symbol.asyncDispose]()).rejects.toThrow('second');
  expect(disposed).toEqual(['third', 'first']);
});

it('[S5] what was handed over to another store is disposed by that one only', async () => {
  const disposed: string[] = [];
  let moved: DisposableStore;
  {
    await using store = new DisposableStore();
    store.add(noting('one', disposed));
    moved = store.move();
  }
  expect(disposed).toEqual([]);
  await moved[Symbol.asyncDispose]();
  expect(disposed).toEqual(['one']);
});

import { expect, it } from 'vitest';
import { createPreferences } from './preferences.ts';

it('[E10] windows that keep their arrangement in one place do not undo each other’s', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  const [one, other] = [createPreferences(storage), createPreferences(storage)];
  one.setState({ openGraphs: { '/one': ['a.graph.json'] } });
  other.setState({ openGraphs: { '/other': ['b.graph.json'] }, theme: 'dark' });
  one.setState({ snapToGrid: false });
  expect(createPreferences(storage).getState()).toMatchObject({
    theme: 'dark',
    snapToGrid: false,
    openGraphs: { '/one': ['a.graph.json'], '/other': ['b.graph.json'] },
  });
});

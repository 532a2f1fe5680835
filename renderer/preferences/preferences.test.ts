import { expect, it } from 'vitest';
import { createPreferences } from './preferences.ts';

it('[E8] a window that is zoomed or small begins with room for the canvas, and keeps what is chosen only', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  };
  const small = createPreferences(storage, 400);
  expect(small.getState()).toMatchObject({ sidebar: 'Palette', showInspector: null, bottomPanel: null });
  expect(createPreferences(storage, 0).getState().bottomPanel).toBe('Log');
  small.setState({ bottomPanel: 'Runs' });
  expect(createPreferences(storage, 400).getState().bottomPanel).toBe('Runs');
  expect(createPreferences(storage).getState()).toMatchObject({ showInspector: null, bottomPanel: 'Runs' });
});

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

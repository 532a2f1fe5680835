import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LogBound } from './logBound.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const admitted = (bound: LogBound, lines: number, characters = 10) =>
  Array.from({ length: lines }, () => bound.admits(characters)).filter(Boolean).length;

it('[X4] what stays below the bound passes, and nothing is said', () => {
  const notes: string[] = [];
  using bound = new LogBound((text) => notes.push(text));
  for (let second = 0; second < 5; second++) {
    expect(admitted(bound, 900)).toBe(900);
    vi.advanceTimersByTime(1000);
  }
  expect(notes).toEqual([]);
});

it('[X4] a flood is cut, which is said at once and counted when the second is over', () => {
  const notes: string[] = [];
  using bound = new LogBound((text) => notes.push(text));
  expect(admitted(bound, 5000)).toBe(1000);
  expect(notes).toEqual([expect.stringMatching(/more than 1000 lines/)]);
  vi.advanceTimersByTime(1000);
  expect(notes.slice(1)).toEqual(['… 4000 lines left out']);
  expect(admitted(bound, 1001)).toBe(1000);
  vi.advanceTimersByTime(1000);
  expect(notes.at(-1)).toBe('… 1 lines left out');
  expect(admitted(bound, 10)).toBe(10);
});

it('[X4] few but long lines are a flood, too', () => {
  const notes: string[] = [];
  using bound = new LogBound((text) => notes.push(text));
  expect(admitted(bound, 100, 65_536)).toBe(16);
  expect(notes).toHaveLength(1);
});

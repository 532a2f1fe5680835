import { expect, it } from 'vitest';
import { keyLabels, matchesShortcut, type KeyPress } from './shortcuts.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

it('[E8] hears a shortcut with exactly its modifiers', () => {
  expect(matchesShortcut(press('k', { ctrlKey: true }), 'Mod+K')).toBe(true);
  expect(matchesShortcut(press('k', { metaKey: true }), 'Mod+K')).toBe(true);
  expect(matchesShortcut(press('k'), 'Mod+K')).toBe(false);
  expect(matchesShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false);
  expect(matchesShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z')).toBe(true);
  expect(matchesShortcut(press('F5', { shiftKey: true }), 'F5')).toBe(false);
  expect(matchesShortcut(press(' '), 'Space')).toBe(true);
});

it('[E8] hears punctuation whether or not a keyboard needs Shift for it', () => {
  expect(matchesShortcut(press('?', { shiftKey: true }), '?')).toBe(true);
  expect(matchesShortcut(press('+', { shiftKey: true }), '+')).toBe(true);
  expect(matchesShortcut(press('.'), '.')).toBe(true);
});

it('[E8] writes keys as the platform does', () => {
  expect(keyLabels('Mod+Shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyLabels('Mod+K', true)).toEqual(['⌘', 'K']);
  expect(keyLabels('+', false)).toEqual(['+']);
  expect(keyLabels('ArrowLeft', false)).toEqual(['←']);
});

import type { KeyBindings } from '../preferences/preferences.ts';
import { matchesShortcut, type KeyPress } from '../parts/shortcuts.ts';

/** What a person can choose other keys for. */
export interface Bindable {
  readonly id: string;
  readonly title: string;
  /** Shortcuts; the first is the one that is shown. */
  readonly keys: readonly string[];
}

/** The same with the keys that a person chose (E8). */
export function withBindings<T extends Bindable>(commands: readonly T[], bindings: KeyBindings): T[] {
  return commands.map((command) => {
    const keys = bindings[command.id];
    return keys ? { ...command, keys } : command;
  });
}

/**
 * The bindings after a command got a shortcut. It is the command's only one then; another command that is heard in the same places
 * loses it.
 */
export function withKey(defaults: readonly Bindable[], bindings: KeyBindings, id: string, keys: string): KeyBindings {
  const changed: Record<string, readonly string[]> = { ...bindings, [id]: [keys] };
  const other = conflicting(withBindings(defaults, bindings), id, keys);
  if (other) changed[other.id] = other.keys.filter((one) => !sameKeys(one, keys));
  return changed;
}

/** The other command that has a shortcut already. */
export function conflicting(commands: readonly Bindable[], id: string, keys: string): Bindable | undefined {
  return commands.find((command) => command.id !== id && command.keys.some((one) => sameKeys(one, keys)));
}

/** The bindings with a command's own keys back. */
export function withoutKey(bindings: KeyBindings, id: string): KeyBindings {
  const { [id]: _, ...others } = bindings;
  return others;
}

/** Bindings from the outside, as from settings; what is none is left out. */
export function readBindings(value: unknown): KeyBindings {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string[]] =>
        Array.isArray(entry[1]) && entry[1].every((key) => typeof key === 'string' && key !== ''),
    ),
  );
}

const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead']);

/** A key press as a shortcut, `Mod+Shift+K`; undefined while only modifiers are down. */
export function shortcutOf(press: KeyPress): string | undefined {
  if (modifiers.has(press.key)) return undefined;
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const plain = [
    ...(press.ctrlKey || press.metaKey ? ['Mod'] : []),
    ...(press.altKey ? ['Alt'] : []),
    ...(press.shiftKey ? ['Shift'] : []),
    key,
  ].join('+');
  // Shift is part of how some keyboards write punctuation.
  const bare = plain.replace('Shift+', '');
  return press.shiftKey && matchesShortcut({ ...press, shiftKey: false }, bare) && matchesShortcut(press, bare)
    ? bare
    : plain;
}

function sameKeys(a: string, b: string): boolean {
  const sorted = (keys: string): string => keys.toLowerCase().split('+').toSorted().join('+');
  return sorted(a) === sorted(b);
}

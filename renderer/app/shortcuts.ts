/** A key press as far as shortcuts look at it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** `Mod+Shift+Z` as parts; `Mod` is Ctrl, or Cmd on a Mac. Punctuation and digits are what the key types. */
function parts(keys: string): { key: string; mod: boolean; shift: boolean; alt: boolean } {
  const names = keys.split('+');
  return {
    key: names.at(-1)!,
    mod: names.includes('Mod'),
    shift: names.includes('Shift'),
    alt: names.includes('Alt'),
  };
}

/** Whether a key press is the shortcut. */
export function matchesShortcut(press: KeyPress, keys: string): boolean {
  const { key, mod, shift, alt } = parts(keys);
  const pressed = press.key === ' ' ? 'Space' : press.key;
  return (
    pressed.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === mod &&
    press.shiftKey === shift &&
    press.altKey === alt
  );
}

const symbols: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Delete: '⌦' };

/** The keycaps of a shortcut: `Ctrl`, `K`; on a Mac `⌘`, `K`. */
export function keyLabels(keys: string, mac: boolean): string[] {
  return keys.split('+').map((name) => {
    if (mac && symbols[name]) return symbols[name];
    return name === 'Mod' ? 'Ctrl' : name.length === 1 ? name.toUpperCase() : name;
  });
}

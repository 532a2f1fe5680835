/** A key press as far as shortcuts look at it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The names in `Mod+Shift+Z`; `Mod` is Ctrl, or Cmd on a Mac. The last one is the key, which may be `+` itself. */
function namesIn(keys: string): string[] {
  return keys === '+' ? ['+'] : keys.split('+');
}

function parts(keys: string): { key: string; mod: boolean; shift: boolean; alt: boolean } {
  const names = namesIn(keys);
  return {
    key: names.at(-1)!,
    mod: names.includes('Mod'),
    shift: names.includes('Shift'),
    alt: names.includes('Alt'),
  };
}

/** Whether a key press is the shortcut. For punctuation Shift does not count: which keys need it differs by keyboard. */
export function matchesShortcut(press: KeyPress, keys: string): boolean {
  const { key, mod, shift, alt } = parts(keys);
  const pressed = press.key === ' ' ? 'Space' : press.key;
  return (
    pressed.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === mod &&
    (press.shiftKey === shift || isPunctuation(key)) &&
    press.altKey === alt
  );
}

function isPunctuation(key: string): boolean {
  return key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
}

const macSymbols: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Delete: '⌦' };
const arrows: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' };

/** The keycaps of a shortcut: `Ctrl`, `K`; on a Mac `⌘`, `K`. */
export function keyLabels(keys: string, mac: boolean): string[] {
  return namesIn(keys).map((name) => {
    const symbol = arrows[name] ?? (mac ? macSymbols[name] : undefined);
    if (symbol !== undefined) return symbol;
    return name === 'Mod' ? 'Ctrl' : name.length === 1 ? name.toUpperCase() : name;
  });
}

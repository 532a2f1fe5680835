/** Keys whose names differ between the page's events and native menus. */
const names: Readonly<Record<string, string>> = {
  Mod: 'CmdOrCtrl',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  '+': 'Plus',
};

/** What native menus can show: a character of the keyboard, or a key by its name. */
const known =
  /^([\x21-\x7e]|CmdOrCtrl|Shift|Alt|F([1-9]|1\d|2[0-4])|Plus|Space|Tab|Backspace|Delete|Insert|Enter|Up|Down|Left|Right|Home|End|PageUp|PageDown|Esc)$/;

/**
 * A shortcut as native menus write it: `CmdOrCtrl+Shift+Z` for `Mod+Shift+Z`.
 * @returns undefined for keys that a menu cannot show
 */
export function acceleratorOf(keys: string): string | undefined {
  const parts = keys === '+' ? ['+'] : keys.replace(/\+\+$/, '+Plus').split('+');
  const written = parts.map((part) => names[part] ?? part);
  return written.every((part) => known.test(part)) ? written.join('+') : undefined;
}

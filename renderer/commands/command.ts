import type { Bindable } from './keyBindings.ts';
import type { SessionState } from '../session/session.ts';

/**
 * Where a shortcut is heard: everywhere, and before the code editor, which has a use of its own for the key; everywhere; where nobody is
 * typing; or only while the canvas has the keyboard. Those of `browser` are the system's own, heard as clipboard events.
 */
export type Scope = 'first' | 'anywhere' | 'notTyping' | 'canvas' | 'browser';

/** Something a person can do, in the command palette, the menus and by keys (E8). */
export interface Command extends Bindable {
  readonly section: 'Graph' | 'Edit' | 'Run' | 'View' | 'Help';
  readonly scope: Scope;
  isEnabled(session: SessionState): boolean;
  run(): void;
}

/** Makes the commands of a section; without options one is always to be had, and heard where nobody is typing. */
export function commandsOf(section: Command['section']) {
  return (
    id: string,
    title: string,
    keys: readonly string[],
    run: () => void,
    { scope = 'notTyping', isEnabled = () => true }: Partial<Pick<Command, 'scope' | 'isEnabled'>> = {},
  ): Command => ({ id, title, section, keys, run, scope, isEnabled });
}

import type { MenuEntry } from '#shared/desktop/menuEntry.ts';
import type { Command } from './command.ts';
import type { SessionState } from '../session/session.ts';

/** The commands as the native menu shows them (E10). @param isTyping whether the keyboard is in a text, which has a history of its own */
export function menuEntries(commands: readonly Command[], session: SessionState, isTyping: boolean): MenuEntry[] {
  return commands.map((command) => ({
    id: command.id,
    title: command.title,
    section: command.section,
    keys: command.keys[0] ?? null,
    enabled: (isTyping && textEdits.has(command.id)) || command.isEnabled(session),
  }));
}

/** Commands that are about the text where somebody is typing, with what the browser calls them. */
const textEdits: ReadonlyMap<string, TextEdit> = new Map([
  ['edit.undo', 'undo'],
  ['edit.redo', 'redo'],
]);

/** What the menu can do to a text. */
export type TextEdit = 'undo' | 'redo';

/** Asks an editor of code around an element to do something; those that do it prevent the default. */
export const textEditEvent = 'studio:text-edit';

/** Does a command to the text that has the keyboard. @returns false where nobody is typing, or for other commands */
export function editText(id: string, focused: Element | null): boolean {
  const edit = textEdits.get(id);
  if (edit === undefined || !isTypingIn(focused)) return false;
  const taken = !focused!.dispatchEvent(
    new CustomEvent(textEditEvent, { bubbles: true, cancelable: true, detail: edit }),
  );
  if (!taken) document.execCommand(edit);
  return true;
}

/** Whether an element takes text. */
export function isTypingIn(element: Element | null): boolean {
  return element?.closest('input, textarea, select, [contenteditable="true"], [role="textbox"]') != null;
}

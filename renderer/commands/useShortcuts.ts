import { useEffect } from 'react';
import { isTypingIn } from './desktopMenu.ts';
import type { Command, Scope } from './command.ts';
import { useSessionStore } from '../session/session.ts';
import { matchesShortcut } from '../parts/shortcuts.ts';

/** Hears shortcuts, and runs the commands. What a component handled itself is left alone. */
export function useShortcuts(commands: readonly Command[]): void {
  const session = useSessionStore();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (!pressesIt(event, target)) runIn(scopesOf(target), event);
    };
    const pressInCode = (event: KeyboardEvent): void => {
      if ((event.target as HTMLElement).closest('.monaco-editor')) runIn(['first'], event);
    };
    const runIn = (scopes: readonly Scope[], event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const command = commands.find(
        ({ keys, scope }) => scopes.includes(scope) && keys.some((shortcut) => matchesShortcut(event, shortcut)),
      );
      // Keys of the browser's own, such as F5, do nothing else here even while the command cannot run.
      if (!command) return;
      event.preventDefault();
      event.stopPropagation();
      if (command.isEnabled(session.getState())) command.run();
    };
    window.addEventListener('keydown', pressInCode, { capture: true });
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', pressInCode, { capture: true });
      window.removeEventListener('keydown', press);
    };
  }, [commands, session]);
}

/** Whether a key press is how the keyboard presses the button that has the focus. */
function pressesIt(event: KeyboardEvent, target: HTMLElement): boolean {
  const isPress = (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey && !event.altKey;
  return isPress && target.closest('button, a, summary, [role="tab"], [role="menuitem"]') !== null;
}

const everywhere: readonly Scope[] = ['first', 'anywhere', 'notTyping'];

function scopesOf(target: HTMLElement): readonly Scope[] {
  if (isTypingIn(target) || document.querySelector('[role="dialog"][data-state="open"]')) return ['first', 'anywhere'];
  const inCanvas = target === document.body || target.closest('section[aria-label="Canvas"]') !== null;
  return inCanvas ? [...everywhere, 'canvas'] : everywhere;
}

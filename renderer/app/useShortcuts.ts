import { useEffect } from 'react';
import { desktopBridge } from '../rpc/connect.ts';
import type { Command, Scope } from './commands.ts';
import { useSessionStore } from './session.ts';
import { matchesShortcut } from './shortcuts.ts';

/** Hears shortcuts and the native menu, and runs the commands. What a component handled itself is left alone. */
export function useShortcuts(commands: readonly Command[]): void {
  const session = useSessionStore();
  useEffect(() => {
    const runIfEnabled = (command: Command | undefined): boolean => {
      if (!command?.isEnabled(session.getState())) return false;
      command.run();
      return true;
    };
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const target = event.target as HTMLElement;
      if (pressesIt(event, target)) return;
      const scopes = scopesOf(target);
      const command = commands.find(
        ({ keys, scope }) => scopes.includes(scope) && keys.some((shortcut) => matchesShortcut(event, shortcut)),
      );
      // Keys of the browser's own, such as F5, do nothing else here even while the command cannot run.
      if (!command) return;
      event.preventDefault();
      runIfEnabled(command);
    };
    window.addEventListener('keydown', press);
    const endMenu = desktopBridge()?.onCommand(
      (id) => void runIfEnabled(commands.find((command) => command.id === id)),
    );
    return () => {
      window.removeEventListener('keydown', press);
      endMenu?.();
    };
  }, [commands, session]);
}

/** Whether a key press is how the keyboard presses the button that has the focus. */
function pressesIt(event: KeyboardEvent, target: HTMLElement): boolean {
  const isPress = (event.key === ' ' || event.key === 'Enter') && !event.ctrlKey && !event.metaKey && !event.altKey;
  return isPress && target.closest('button, a, summary, [role="tab"], [role="menuitem"]') !== null;
}

function scopesOf(target: HTMLElement): Scope[] {
  const isTyping = target.closest('input, textarea, select, [contenteditable="true"], [role="textbox"]') !== null;
  if (isTyping || document.querySelector('[role="dialog"][data-state="open"]')) return ['anywhere'];
  const inCanvas = target === document.body || target.closest('section[aria-label="Canvas"]') !== null;
  return inCanvas ? ['anywhere', 'notTyping', 'canvas'] : ['anywhere', 'notTyping'];
}

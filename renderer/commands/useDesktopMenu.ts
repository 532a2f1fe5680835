import { useEffect } from 'react';
import { desktopBridge } from '../rpc/connect.ts';
import type { Command } from './command.ts';
import { editText, isTypingIn, menuEntries } from './desktopMenu.ts';
import { useSessionStore } from '../session/session.ts';

/** Keeps the native menu in step with the commands, the person's keys and what can be done now; hears what is chosen there (E10). */
export function useDesktopMenu(commands: readonly Command[]): void {
  const session = useSessionStore();
  useEffect(() => {
    const bridge = desktopBridge();
    if (!bridge) return;
    let told = '';
    const tell = (): void => {
      const entries = menuEntries(commands, session.getState(), isTypingIn(document.activeElement));
      const text = JSON.stringify(entries);
      if (text === told) return;
      told = text;
      bridge.setMenu(entries);
    };
    tell();
    const ends = [
      session.subscribe(tell),
      bridge.onCommand((id) => {
        const command = commands.find((one) => one.id === id);
        if (!command || editText(id, document.activeElement)) return;
        if (command.isEnabled(session.getState())) command.run();
      }),
    ];
    document.addEventListener('focusin', tell);
    return () => {
      document.removeEventListener('focusin', tell);
      for (const end of ends) end();
    };
  }, [commands, session]);
}

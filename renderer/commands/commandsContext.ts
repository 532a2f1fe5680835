import { createContext, useContext } from 'react';
import type { Command } from './command.ts';
import { useSession } from '../session/session.ts';

interface Commands {
  /** With the keys that were chosen. */
  readonly bound: readonly Command[];
  /** With the keys that they have by themselves. */
  readonly defaults: readonly Command[];
}

const CommandsContext = createContext<Commands | null>(null);

export const CommandsProvider = CommandsContext.Provider;

/** The commands with the keys that were chosen for them. */
export function useCommands(): readonly Command[] {
  return useBoth().bound;
}

/** The commands with the keys that they have by themselves. */
export function useDefaultCommands(): readonly Command[] {
  return useBoth().defaults;
}

function useBoth(): Commands {
  const commands = useContext(CommandsContext);
  if (!commands) throw new Error('useCommands needs a CommandsProvider around it');
  return commands;
}

/** One command, with whether it can be run now. */
export function useCommand(id: Command['id']): Command & { enabled: boolean } {
  const command = useCommands().find((one) => one.id === id);
  if (!command) throw new Error(`There is no command ${id}`);
  const enabled = useSession((session) => command.isEnabled(session));
  return { ...command, enabled };
}

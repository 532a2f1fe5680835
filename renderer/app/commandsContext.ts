import { createContext, useContext } from 'react';
import type { Command } from './commands.ts';
import { useSession } from './session.ts';

const CommandsContext = createContext<readonly Command[] | null>(null);

export const CommandsProvider = CommandsContext.Provider;

export function useCommands(): readonly Command[] {
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

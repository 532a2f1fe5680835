import { codeCommands } from './codeCommands.ts';
import type { Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';
import { editCommands } from './editCommands.ts';
import { graphCommands } from './graphCommands.ts';
import { helpCommands } from './helpCommands.ts';
import { runCommands } from './runCommands.ts';
import { viewCommands } from './viewCommands.ts';

/** All commands. The list is made once; what a command does it looks up when it runs. */
export function createCommands(host: CommandHost): Command[] {
  return [graphCommands, editCommands, codeCommands, runCommands, viewCommands, helpCommands].flatMap((make) =>
    make(host),
  );
}

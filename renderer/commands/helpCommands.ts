import { newGuide } from '../preferences/guideProgress.ts';
import { commandsOf, type Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';

export function helpCommands({ preferences, openDialog }: CommandHost): Command[] {
  const command = commandsOf('Help');
  return [
    command('help.welcome', 'Welcome', [], () => openDialog('welcome')),
    command('more.guide', 'Show the first steps', [], () => preferences.setState({ guide: newGuide })),
    command('help.shortcuts', 'Keyboard shortcuts', ['?'], () => openDialog('shortcuts')),
  ];
}

import type { SessionState } from '../session/session.ts';
import type { CodeQuestion } from './codeHandle.ts';
import { commandsOf, type Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';

/** What is done to the file in front of the code panel. */
export function codeCommands({ code, preferences }: CommandHost): Command[] {
  const [file, edit, view] = [commandsOf('Graph'), commandsOf('Edit'), commandsOf('View')];
  const options = { scope: 'anywhere', isEnabled: isCodeOpen } as const;
  const ask = (question: CodeQuestion) => () => code.current?.ask(question);
  return [
    file('code.save', 'Save the actor file', [], () => code.current?.save(), options),
    file('code.close', 'Close the actor file', ['Alt+Shift+W'], () => code.current?.close(), options),
    edit('code.format', 'Format the code', ['Alt+Shift+F'], () => code.current?.format(), options),
    edit('code.compare', 'Compare the code with the file on disk', [], () => code.current?.compare(), options),
    view('code.hover', 'Tell what the name under the cursor is', ['Alt+Shift+H'], ask('hover'), options),
    view('code.definition', 'Go to where the name under the cursor is declared', [], ask('definition'), options),
    view('code.uses', 'Show all uses of the name under the cursor', [], ask('uses'), options),
    edit('code.rename', 'Rename what is under the cursor', [], ask('rename'), options),
    view(
      'code.alone',
      'Show the code alone or beside the canvas',
      ['Mod+Shift+E'],
      () => preferences.setState({ codeAlone: isCanvasShown() }),
      options,
    ),
  ];
}

/** What shows at first depends on the room that there is. */
function isCanvasShown(): boolean {
  return document.querySelector('section[aria-label="Canvas"]') !== null;
}

function isCodeOpen({ code }: SessionState): boolean {
  return code !== null;
}

import { canRun, isActive } from '../session/running.ts';
import { commandsOf, type Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';
import { hasOneWire } from './conditions.ts';

/** Running and looking into what runs. */
export function runCommands({ session }: CommandHost): Command[] {
  const state = session.getState;
  const command = commandsOf('Run');
  return [
    command('run.start', 'Run', ['F5'], () => void state().run(), { scope: 'anywhere', isEnabled: canRun }),
    command('run.stop', 'Stop', ['Shift+F5'], () => void state().stop(), {
      scope: 'anywhere',
      isEnabled: isActive,
    }),
    command('more.kill', 'Stop at once, without waiting for running messages', [], () => void state().stop(true), {
      isEnabled: isActive,
    }),
    command('run.pause', 'Pause', ['F6'], () => void state().pause(), {
      scope: 'anywhere',
      isEnabled: (now) => isActive(now) && now.network?.state !== 'paused',
    }),
    command(
      'more.breakpoint',
      'Set or remove a breakpoint on the wire',
      ['F8'],
      () => void state().toggleBreakpoint(state().selection.wires[0]!),
      { scope: 'anywhere', isEnabled: hasOneWire },
    ),
    command('run.step', 'Step', ['F10'], () => void state().step(), {
      scope: 'anywhere',
      isEnabled: (now) => now.network?.state === 'paused',
    }),
  ];
}

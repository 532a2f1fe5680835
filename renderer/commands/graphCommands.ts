import type { SessionState } from '../session/session.ts';
import { trailOf } from '../session/trail.ts';
import { commandsOf, type Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';
import { hasGraph } from './conditions.ts';

/** Files: graphs, actors, secrets. */
export function graphCommands({ session, openDialog }: CommandHost): Command[] {
  const state = session.getState;
  const command = commandsOf('Graph');
  return [
    command('graph.new', 'New graph…', [], () => openDialog('newGraph')),
    command('more.closeGraph', 'Close the graph', ['Alt+W'], () => closeGraph(state()), {
      isEnabled: hasGraph,
    }),
    command('actor.new', 'New actor…', [], () => openDialog('newActor')),
    command('more.secrets', 'Secrets…', [], () => openDialog('secrets')),
    command('graph.save', 'Save', ['Mod+S'], () => void state().save(), {
      scope: 'anywhere',
      isEnabled: hasGraph,
    }),
  ];
}

/** Closes the tab in front, with what is shown inside it. */
function closeGraph(session: SessionState): void {
  const [outermost] = trailOf(session);
  if (outermost) session.closeGraph(outermost.path);
}

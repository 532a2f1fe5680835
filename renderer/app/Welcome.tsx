import { useSession } from '../session/session.ts';
import { WelcomeChoices } from './WelcomeChoices.tsx';

/** What shows while no graph is open (E9). */
export function Welcome() {
  const workspace = useSession((session) => session.workspace);
  const connection = useSession((session) => session.connection);
  if (!workspace)
    return (
      <div className="flex h-full items-center justify-center text-muted" role="status">
        {connection === 'disconnected' ? 'Waiting for the server…' : 'Opening the workspace…'}
      </div>
    );
  return (
    <div className="h-full overflow-y-auto p-8">
      <div className="mx-auto flex min-h-full max-w-lg flex-col justify-center">
        <h2 className="px-3 text-[22px] leading-8 font-semibold">{workspace.name}</h2>
        <p className="mb-4 px-3 text-muted">
          {workspace.graphs.length === 0
            ? 'There is no graph in this workspace yet. A graph wires actors together; make one and drag actors onto it.'
            : 'Open a graph to see what flows through it.'}
        </p>
        <WelcomeChoices workspace={workspace} />
      </div>
    </div>
  );
}

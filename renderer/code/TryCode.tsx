import { Wand } from 'lucide-react';
import { useState } from 'react';
import { nodeTitle } from '#shared/graph/graph.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { runPlace } from '../session/trail.ts';
import { lastInputs } from '../debugging/lastInputs.ts';
import { TrialDialog, useCanTry, type Trial } from '../debugging/TrialDialog.tsx';
import { useStudio } from '../rpc/studio.ts';

/**
 * Tries the text in the editor, saved or not, on the last messages of a node that runs this file (N8): the one that is selected, else
 * the first of the graph in front.
 */
export function TryCode({ path, text }: { path: string; text: () => string }) {
  const { client } = useStudio();
  const store = useSessionStore();
  const canTry = useCanTry();
  const notifyError = useSession((state) => state.notifyError);
  const node = useSession(({ graph, selection, components }) => {
    const runsThis = (id: string) => components.get(graph?.processes[id]?.component ?? '')?.file === path;
    return selection.nodes.find(runsThis) ?? Object.keys(graph?.processes ?? {}).find(runsThis);
  });
  const title = useSession(({ graph }) =>
    node !== undefined && graph?.processes[node] ? nodeTitle(graph.processes[node]) : '',
  );
  const hasRun = useSession(({ network }) => network !== null && network.runId !== null);
  const [trial, setTrial] = useState<Trial>();
  if (node === undefined) return null;
  const begin = async () => {
    const place = runPlace(store.getState());
    const { graph } = store.getState();
    if (!place || !graph) return;
    const inputs = await lastInputs(client, graph, place, node);
    setTrial({ path: place.path, node: place.prefix + node, inputs, source: text() });
  };
  return (
    <>
      <button
        type="button"
        disabled={!canTry || !hasRun}
        title={
          hasRun
            ? `Runs this text once on the last messages of ${title}, apart from the flow`
            : 'Run the graph first: it tries the last messages.'
        }
        onClick={() => void begin().catch(notifyError)}
        className="inline-flex shrink-0 items-center gap-1 rounded px-1.5 py-0.5 whitespace-nowrap hover:bg-hover disabled:opacity-40"
      >
        <Wand aria-hidden className="size-3.5" />
        Try on last message
      </button>
      {trial && <TrialDialog trial={trial} onClose={() => setTrial(undefined)} />}
    </>
  );
}

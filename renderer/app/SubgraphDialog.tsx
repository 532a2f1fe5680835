import { NameDialog } from './NameDialog.tsx';
import { fileName } from '../session/newFiles.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { subgraphPath, whyNotNamed } from '../session/subgraphActions.ts';

/** Asks what the graph of the selected nodes is called, and makes it (E1). */
export function SubgraphDialog({ onClose }: { onClose: () => void }) {
  const session = useSessionStore();
  const makeSubgraph = useSession((state) => state.makeSubgraph);
  const count = useSession((state) => state.selection.nodes.length);
  return (
    <NameDialog
      title="Make a subgraph"
      description={`The ${count === 1 ? 'selected node becomes' : `${count} selected nodes become`} a graph of its own, with one node in this graph.`}
      action="Make"
      outcome={(name) => {
        const trimmed = name.trim();
        if (fileName(trimmed) === '')
          return { text: 'It can be placed in other graphs under this name.', isReady: false };
        const path = subgraphPath(session.getState().activePath ?? '', trimmed);
        const reason = whyNotNamed(trimmed, path, session.getState());
        return reason === undefined
          ? { text: `Makes ${path}.`, isReady: true }
          : { text: reason, isProblem: true, isReady: false };
      }}
      make={(name) => void makeSubgraph(name)}
      onClose={onClose}
    />
  );
}

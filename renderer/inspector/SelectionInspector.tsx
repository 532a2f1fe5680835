import { nodeTitle } from '#shared/graph/graph.ts';
import { wireTitleIn } from '../graph/nodeTitles.ts';
import { commentsOf } from '../graph/comments.ts';
import { selectedCount, useSession, type Selection } from '../session/session.ts';

/** Several things selected: what they are, each leading to itself. */
export function SelectionInspector({ selection }: { selection: Selection }) {
  const graph = useSession((state) => state.graph);
  const revealNode = useSession((state) => state.revealNode);
  const select = useSession((state) => state.select);
  const comments = graph ? commentsOf(graph).filter(({ id }) => selection.comments?.includes(id)) : [];
  const row = 'block w-full cursor-pointer truncate rounded px-2 py-0.5 text-left hover:bg-hover';
  return (
    <div className="flex h-full flex-col gap-2 overflow-y-auto p-3">
      <h2 className="text-lg font-semibold">{selectedCount(selection)} selected</h2>
      <ul aria-label="Selected" className="-mx-2">
        {selection.nodes.map((id) => {
          const node = graph?.processes[id];
          return (
            <li key={`node ${id}`}>
              <button type="button" className={row} onClick={() => revealNode(id)}>
                {node ? nodeTitle(node) : id} <span className="text-muted">{node?.component}</span>
              </button>
            </li>
          );
        })}
        {selection.wires.map((name) => (
          <li key={`wire ${name}`}>
            <button type="button" className={row} onClick={() => select({ nodes: [], wires: [name] })}>
              <span className="text-muted">wire</span> {wireTitleIn(graph, name)}
            </button>
          </li>
        ))}
        {comments.map(({ id, text }) => (
          <li key={`comment ${id}`}>
            <button type="button" className={row} onClick={() => select({ nodes: [], wires: [], comments: [id] })}>
              <span className="text-muted">comment</span> {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

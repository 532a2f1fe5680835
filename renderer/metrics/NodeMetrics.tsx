import { useSession } from '../session/session.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { formatCount, formatDuration, formatRate } from '../parts/measures.ts';
import { busiestNodes } from './busiestNodes.ts';

const titles = ['Node', 'Firings/s', 'Median', 'Waiting', 'Done', 'Failed'];

/** What each node of the run does, the busiest first; a row leads to its node (E7). Nothing before the first run. */
export function NodeMetrics() {
  const nodes = useSession((state) => state.network?.nodes);
  const graph = useSession((state) => state.graph);
  const revealNode = useSession((state) => state.revealNode);
  const rows = busiestNodes(nodes ?? {});
  if (rows.length === 0) return null;
  const cell = 'px-2 py-0.5 text-right';
  return (
    <div
      role="group"
      aria-label="Nodes"
      tabIndex={0}
      className="min-h-16 shrink-0 overflow-x-auto rounded border border-line bg-raised"
    >
      <table className="w-full border-separate border-spacing-0 tabular-nums">
        <thead className="sticky top-0 bg-raised text-xs text-muted">
          <tr>
            {titles.map((title, index) => (
              <th
                key={title}
                scope="col"
                className={`border-b border-line px-2 py-1 font-normal ${index === 0 ? 'text-left' : 'text-right'}`}
              >
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([id, node]) => (
            <tr key={id} className="hover:bg-hover">
              <td className="max-w-64 truncate px-2 py-0.5">
                <button type="button" onClick={() => revealNode(id)} className="text-accent hover:underline">
                  {titleIn(graph, id)}
                </button>
              </td>
              <td className={cell}>{formatRate(node.rate)}</td>
              <td className={cell}>{node.latency === null ? '–' : formatDuration(node.latency)}</td>
              <td className={cell}>{formatCount(node.queued)}</td>
              <td className={cell}>{formatCount(node.completed)}</td>
              <td className={`${cell} ${node.failed > 0 ? 'text-danger' : ''}`}>{formatCount(node.failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { nodeTitle, type GraphNode } from '#shared/graph/graph.ts';
import { ValueView } from '../value/ValueView.tsx';
import { useDisplayed } from './useDisplayed.ts';

/** The big view of a Display node in the inspector (C3), with other views to choose from. */
export function DisplayView({ node }: { node: GraphNode }) {
  const { choice, value, json } = useDisplayed(node);
  const name = `display of ${nodeTitle(node)}`;
  return (
    <div className="mx-3 mb-3 h-72 shrink-0 resize-y overflow-hidden rounded border border-line bg-raised">
      {value === undefined ? (
        <p className="p-3 text-muted">
          What arrives at this display shows here. Wire something to it and run the graph.
        </p>
      ) : (
        <ValueView
          key={choice.mode}
          value={value}
          json={json}
          name={name}
          preferred={choice.view}
          chart={choice.chart}
        />
      )}
    </div>
  );
}

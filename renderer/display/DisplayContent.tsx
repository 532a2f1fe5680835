import { nodeTitle, type GraphNode } from '#shared/graph/graph.ts';
import { ValueContent } from '../value/ValueContent.tsx';
import { viewsFor } from '../value/valueViews.ts';
import { useDisplayed } from './useDisplayed.ts';

/** The value of a display in the view that its config asks for, as long as that suits it. */
export function DisplayContent({ node }: { node: GraphNode }) {
  const { choice, value, json } = useDisplayed(node);
  if (value === undefined)
    return <p className="flex h-full items-center justify-center px-3 text-muted">Nothing has arrived yet</p>;
  const views = viewsFor(value);
  const view = choice.view !== undefined && views.includes(choice.view) ? choice.view : views[0]!;
  const name = `${nodeTitle(node)} on the canvas`;
  return <ValueContent view={view} value={value} json={json} name={name} chart={choice.chart} onCard />;
}

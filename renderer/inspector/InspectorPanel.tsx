import { selectedCount, useSession } from '../session/session.ts';
import { GraphInspector } from './GraphInspector.tsx';
import { NodeInspector } from './NodeInspector.tsx';
import { SelectionInspector } from './SelectionInspector.tsx';
import { WireInspector } from './WireInspector.tsx';

/** What is selected, in depth (E6): a node, a wire, several things, or, when nothing is, the graph. */
export default function InspectorPanel() {
  const selection = useSession((state) => state.selection);
  const path = useSession((state) => state.activePath);
  const [node] = selection.nodes;
  const [wire] = selection.wires;
  if (selectedCount(selection) > 1) return <SelectionInspector selection={selection} />;
  if (node !== undefined) return <NodeInspector key={`${path}:${node}`} id={node} />;
  if (wire !== undefined) return <WireInspector name={wire} />;
  return <GraphInspector />;
}

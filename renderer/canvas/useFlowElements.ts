import { applyNodeChanges, useStoreApi, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import { useSessionStore } from '../session/session.ts';
import { alignDrag } from './layout/alignDrag.ts';
import { useCanvasStore } from './canvasStore.ts';
import { detailAt } from './detail.ts';
import { commentOfElement, resized, type FlowNode, type FlowWire } from './flowElements.ts';
import { followSession, type FlowStore } from './flowStore.ts';
import { moveInPlace } from './moveInPlace.ts';
import type { Point } from '../graph/point.ts';

/** How near, in pixels, a dragged node comes before it goes flush with another. */
const reach = 5;

/** The nodes and wires that React Flow shows, and what takes its changes: selection goes to the session, the rest stays with them. */
export function useFlowElements(store: FlowStore) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useStoreApi<FlowNode, FlowWire>();
  const nodes = useStore(store, (flow) => flow.nodes);
  const wires = useStore(store, (flow) => flow.wires);
  const hasPlaces = useStore(store, (flow) => flow.placed.size > 0);
  useEffect(() => followSession(session, store), [session, store]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const rest = changes.filter((change) => change.type === 'position' || change.type === 'dimensions');
      if (rest.length > 0) {
        const { transform, width, height } = flow.getState();
        const [x, y, zoom] = transform;
        const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
        // From afar everything is near everything.
        const aligned =
          detailAt(zoom) === 'block'
            ? { changes: rest, guides: null }
            : alignDrag(rest, store.getState().nodes, view, reach / zoom);
        canvas.getState().showGuides(aligned.guides);
        const dragged = placesOf(aligned.changes);
        const isDrag = dragged.size > 0 && rest.every((change) => change.type === 'position' && change.dragging);
        if (dragged.size > 0) moveInPlace(flow, dragged);
        // React hears of the beginning and of the end.
        if (isDrag && store.getState().dragged.size > 0) store.setState({ dragged });
        else
          store.setState(({ nodes }) => ({
            nodes: withPorts(applyNodeChanges(aligned.changes, nodes), rest),
            dragged: isDrag ? dragged : nothingDragged,
          }));
      }
      const { selection: before, select } = session.getState();
      const nodes = withChanges(before.nodes, changes, (id) => (commentOfElement(id) === undefined ? id : undefined));
      const comments = withChanges(before.comments ?? none, changes, commentOfElement);
      if (nodes !== before.nodes || comments !== (before.comments ?? none)) select({ ...before, nodes, comments });
    },
    [session, store, canvas, flow],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<FlowWire>[]) => {
      const { selection: before, select } = session.getState();
      const nameOf = (id: string): string => store.getState().wires.find((wire) => wire.id === id)?.data?.name ?? id;
      const selected = withChanges(before.wires, changes, nameOf);
      if (selected !== before.wires) select({ ...before, wires: selected });
    },
    [session, store],
  );
  /** Where an element is shown now, which while it is dragged is not yet where the graph has it. */
  const placeOf = useCallback((id: string) => store.getState().nodes.find((node) => node.id === id)?.position, [store]);
  return { nodes, wires, hasPlaces, onNodesChange, onEdgesChange, placeOf };
}

/** Where position changes lead their elements. */
function placesOf(changes: readonly NodeChange<FlowNode>[]): ReadonlyMap<string, Point> {
  return new Map(
    changes.flatMap((change) => (change.type === 'position' && change.position ? [[change.id, change.position]] : [])),
  );
}

const nothingDragged: ReadonlyMap<string, Point> = new Map();

/** Cards whose size changes have their ports led along. */
function withPorts(nodes: FlowNode[], changes: readonly NodeChange<FlowNode>[]): FlowNode[] {
  const sizes = new Map(
    changes.flatMap((change) =>
      change.type === 'dimensions' && change.dimensions ? [[change.id, change.dimensions] as const] : [],
    ),
  );
  if (sizes.size === 0) return nodes;
  return nodes.map((node) => {
    const size = node.type === 'card' ? sizes.get(node.id) : undefined;
    return size && node.type === 'card' ? resized(node, size) : node;
  });
}

const none: readonly string[] = [];

/** The selection after React Flow's changes; `nameOf` says what an element is called, undefined when it is of another kind. */
function withChanges(
  selected: readonly string[],
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowWire>)[],
  nameOf: (id: string) => string | undefined,
): readonly string[] {
  const result = new Set(selected);
  let changed = false;
  for (const change of changes) {
    const name = change.type === 'select' ? nameOf(change.id) : undefined;
    if (change.type !== 'select' || name === undefined || result.has(name) === change.selected) continue;
    changed = true;
    if (change.selected) result.add(name);
    else result.delete(name);
  }
  return changed ? [...result] : selected;
}

import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useSessionStore, type Selection } from '../app/session.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { createFlowStore, followSession } from './flowStore.ts';

/** The nodes and wires that React Flow shows, and what takes its changes: selection goes to the session, the rest stays with them. */
export function useFlowElements() {
  const session = useSessionStore();
  const [store] = useState(() => createFlowStore(session.getState()));
  const nodes = useStore(store, (flow) => flow.nodes);
  const wires = useStore(store, (flow) => flow.wires);
  const hasPlaces = useStore(store, (flow) => flow.placed.size > 0);
  useEffect(() => followSession(session, store), [session, store]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const rest = changes.filter((change) => change.type === 'position' || change.type === 'dimensions');
      if (rest.length > 0) store.setState((flow) => ({ nodes: applyNodeChanges(rest, flow.nodes) }));
      const { selection: before, select } = session.getState();
      const selected = withChanges(before.nodes, changes);
      if (selected !== before.nodes) select({ ...before, nodes: selected });
    },
    [session, store],
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
  return { nodes, wires, hasPlaces, onNodesChange, onEdgesChange };
}

function withChanges(
  selected: Selection['nodes'],
  changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowWire>)[],
  nameOf: (id: string) => string = (id) => id,
): Selection['nodes'] {
  const chosen = changes.filter((change) => change.type === 'select');
  if (chosen.length === 0) return selected;
  const result = new Set(selected);
  for (const { id, selected: isSelected } of chosen) {
    if (isSelected) result.add(nameOf(id));
    else result.delete(nameOf(id));
  }
  return [...result];
}

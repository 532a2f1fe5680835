import type { Graph } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';

/** Groups nodes, or, when they are exactly a group, takes it apart (E1). */
export function toggleGroup(graph: Graph, ids: readonly string[]): GraphStep {
  const nodes = ids.filter((id) => graph.processes[id]);
  if (nodes.length === 0) return { label: 'Group', edits: [] };
  const index = graph.groups.findIndex((group) => sameMembers(group.nodes, nodes));
  if (index !== -1)
    return { label: 'Ungroup', edits: [{ kind: 'group', index, before: graph.groups[index]!, after: null }] };
  const id = freeId(graph);
  const after = { id, nodes, metadata: { name: id } };
  return { label: 'Group', edits: [{ kind: 'group', index: graph.groups.length, before: null, after }] };
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const members = new Set(a);
  return members.size === new Set(b).size && b.every((id) => members.has(id));
}

function freeId(graph: Graph): string {
  const taken = new Set(graph.groups.map((group) => group.id));
  for (let number = 1; ; number++) if (!taken.has(`Group ${number}`)) return `Group ${number}`;
}

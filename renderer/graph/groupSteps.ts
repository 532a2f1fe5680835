import type { Graph, Group } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';

/** The name that a group's frame shows. */
export function groupName({ id, metadata }: Group): string {
  const { name } = metadata;
  return typeof name === 'string' && name !== '' ? name : id;
}

/** Groups nodes, or, when they are exactly a group, takes it apart (E1). */
export function toggleGroup(graph: Graph, ids: readonly string[]): GraphStep {
  const nodes = ids.filter((id) => graph.processes[id]);
  if (nodes.length === 0) return { label: 'Group', edits: [] };
  const existing = groupOf(graph, nodes);
  if (existing) {
    const index = graph.groups.indexOf(existing);
    return { label: 'Ungroup', edits: [{ kind: 'group', index, before: existing, after: null }] };
  }
  const id = freeGroupId(graph.groups);
  const after = { id, nodes, metadata: { name: id } };
  return { label: 'Group', edits: [{ kind: 'group', index: graph.groups.length, before: null, after }] };
}

/** The group whose members are exactly these nodes. */
export function groupOf(graph: Graph, nodes: readonly string[]): Group | undefined {
  return graph.groups.find((group) => sameMembers(group.nodes, nodes));
}

/** Gives a group another name; an empty one brings its id back. */
export function renameGroup(graph: Graph, id: string, name: string): GraphStep {
  const index = graph.groups.findIndex((group) => group.id === id);
  const before = graph.groups[index];
  const after = before && { ...before, metadata: { ...before.metadata, name: name === '' ? id : name } };
  if (!before || !after || groupName(before) === groupName(after)) return { label: 'Rename the group', edits: [] };
  return { label: `Rename ${groupName(before)}`, edits: [{ kind: 'group', index, before, after }] };
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const members = new Set(a);
  return members.size === new Set(b).size && b.every((id) => members.has(id));
}

/** `Group 1`, `Group 2` …: the first that is free. */
export function freeGroupId(groups: readonly Pick<Group, 'id'>[]): string {
  const taken = new Set(groups.map((group) => group.id));
  for (let number = 1; ; number++) if (!taken.has(`Group ${number}`)) return `Group ${number}`;
}

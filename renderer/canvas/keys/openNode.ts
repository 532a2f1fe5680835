import type { SessionState } from '../../session/session.ts';

/** Opens what a node is made of: its graph, or its file at its declaration; otherwise it is only selected. */
export function openNode({ graph, components, openFile, selectNode, enterSubgraph }: SessionState, id: string): void {
  const component = components.get(graph?.processes[id]?.component ?? '');
  selectNode(id);
  if (component?.kind === 'graph') void enterSubgraph(id);
  else if (component?.file) openFile(component.file, component.line ?? undefined);
}

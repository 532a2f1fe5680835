import type { ComponentDescription } from '#shared/actor/actor.ts';

/**
 * Why a component cannot be placed in the graph of a file, as a sentence: it is that graph, or holds it, at whatever depth (N11).
 * Undefined when it can.
 */
export function whyNotWithin(
  component: ComponentDescription,
  graph: string | null,
  components: ReadonlyMap<string, ComponentDescription>,
): string | undefined {
  if (component.kind !== 'graph' || graph === null) return undefined;
  if (component.file === graph) return 'A graph cannot be in itself.';
  return holds(component, graph, components, new Set())
    ? `${component.name} holds this graph, so it cannot be in it.`
    : undefined;
}

function holds(
  component: ComponentDescription,
  graph: string,
  components: ReadonlyMap<string, ComponentDescription>,
  seen: Set<ComponentDescription>,
): boolean {
  if (component.file === graph) return true;
  if (seen.has(component)) return false;
  seen.add(component);
  return (component.holds ?? []).some((name) => {
    const inner = components.get(name);
    return inner?.kind === 'graph' && holds(inner, graph, components, seen);
  });
}

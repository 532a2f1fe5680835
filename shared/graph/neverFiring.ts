import type { ComponentDescription } from '../actor/actor.ts';
import type { GraphProblem } from '../rpc/live.ts';
import type { Graph } from './graph.ts';

/**
 * Nodes that can never fire (N2): a required inport that nothing feeds, or a circle of nodes that wait for each other only. Found
 * as the rest of a fixed point: a node can fire when all that it needs is fed by initial packets or by nodes that can fire.
 */
export function neverFiring(graph: Graph, described: ReadonlyMap<string, ComponentDescription>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const key = (name: string): string => (graph.caseSensitive ? name : name.toLowerCase());
  const feeders = new Map<string, Map<string, (string | null)[]>>();
  for (const { from, to } of graph.connections) {
    const ports = feeders.get(to.nodeId) ?? new Map<string, (string | null)[]>();
    feeders.set(to.nodeId, ports.set(key(to.portId), [...(ports.get(key(to.portId)) ?? []), from?.nodeId ?? null]));
  }
  for (const end of Object.values(graph.inports)) {
    const ports = feeders.get(end.nodeId) ?? new Map<string, (string | null)[]>();
    feeders.set(end.nodeId, ports.set(key(end.portId), [...(ports.get(key(end.portId)) ?? []), null]));
  }
  const waiting = new Map<string, ComponentDescription>();
  for (const [id, component] of described) {
    const fed = feeders.get(id);
    const unfed = component.inports.filter((port) => port.required && !fed?.has(key(port.name)));
    const anyFires = component.awaitAllInports === false && fed !== undefined;
    if (unfed.length > 0 && !anyFires) {
      for (const port of unfed)
        problems.push({
          severity: 'warning',
          node: id,
          port: port.name,
          message: `${id} never fires: nothing feeds its required inport ${port.name}.`,
          fix: `Wire something to ${port.name}, give it an initial packet, or make it optional.`,
        });
    } else waiting.set(id, component);
  }
  const firing = new Set<string>([...Object.keys(graph.processes)].filter((id) => !described.has(id)));
  for (let changed = true; changed;) {
    changed = false;
    for (const [id, component] of waiting) {
      const ports = [...(feeders.get(id) ?? [])];
      const counts = ports.filter(([port]) => {
        if (component.awaitAllInports === true) return true;
        return component.inports.some((inport) => key(inport.name) === port && inport.required);
      });
      const canBeFed = ([, sources]: [string, (string | null)[]]): boolean =>
        sources.some((source) => source === null || firing.has(source));
      const needed = component.awaitAllInports === false || counts.length === 0 ? [] : counts;
      if (ports.length > 0 && needed.length === 0 ? !ports.some(canBeFed) : !needed.every(canBeFed)) continue;
      firing.add(id);
      waiting.delete(id);
      changed = true;
    }
  }
  for (const id of waiting.keys()) {
    const circle = findCircle(
      id,
      (node) =>
        [...(feeders.get(node)?.values() ?? [])].flat().filter((one) => one !== null && waiting.has(one)) as string[],
    );
    if (circle)
      problems.push({
        severity: 'warning',
        node: id,
        message: `${id} can only wait for itself: ${circle.join(' → ')}.`,
        fix: 'Give one node of the circle an initial packet or an optional inport.',
      });
  }
  return problems;
}

/** A way from a node back to itself, following the sources; undefined when there is none. Written in the direction of flow. */
function findCircle(start: string, sourcesOf: (node: string) => string[]): string[] | undefined {
  const reachedFrom = new Map<string, string>();
  const open = [start];
  while (open.length > 0) {
    const node = open.shift()!;
    for (const source of sourcesOf(node)) {
      if (source === start) {
        const circle = [start, node];
        for (let at = node; at !== start;) circle.push((at = reachedFrom.get(at)!));
        return circle;
      }
      if (reachedFrom.has(source)) continue;
      reachedFrom.set(source, node);
      open.push(source);
    }
  }
  return undefined;
}

import type { ComponentDescription } from '../actor/actor.ts';
import type { GraphProblem } from './graphProblem.ts';
import type { EdgeEnd, Graph } from './graph.ts';

/**
 * Nodes that can never fire (N2): a required inport that nothing feeds, or a circle of nodes that wait for each other only. Found
 * as the rest of a fixed point: a node can fire when all that it needs is fed by initial packets or by nodes that can fire.
 */
export function neverFiring(graph: Graph, described: ReadonlyMap<string, ComponentDescription>): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const key = (name: string): string => (graph.caseSensitive ? name : name.toLowerCase());
  const feeders = new Map<string, Map<string, (string | null)[]>>();
  const feed = ({ nodeId, portId }: EdgeEnd, source: string | null): void => {
    const ports = feeders.get(nodeId) ?? new Map<string, (string | null)[]>();
    feeders.set(nodeId, ports);
    const sources = ports.get(key(portId));
    if (sources) sources.push(source);
    else ports.set(key(portId), [source]);
  };
  for (const { from, to } of graph.connections) feed(to, from?.nodeId ?? null);
  for (const end of Object.values(graph.inports)) feed(end, null);
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
  const canFire = (id: string, component: ComponentDescription): boolean => {
    const ports = [...(feeders.get(id) ?? [])];
    const counts = ports.filter(([port]) => {
      if (component.awaitAllInports === true) return true;
      return component.inports.some((inport) => key(inport.name) === port && inport.required);
    });
    const canBeFed = ([, sources]: [string, (string | null)[]]): boolean =>
      sources.some((source) => source === null || firing.has(source));
    const needed = component.awaitAllInports === false || counts.length === 0 ? [] : counts;
    return ports.length > 0 && needed.length === 0 ? ports.some(canBeFed) : needed.every(canBeFed);
  };
  const targets = targetsOf(graph);
  // Whoever fires may let those that it feeds fire.
  const open = new Set(waiting.keys());
  for (const id of open) {
    open.delete(id);
    const component = waiting.get(id);
    if (!component || !canFire(id, component)) continue;
    firing.add(id);
    waiting.delete(id);
    for (const target of targets.get(id) ?? []) open.add(target);
  }
  return [...problems, ...circlesOf(waiting, targets)];
}

function targetsOf({ connections }: Graph): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const { from, to } of connections) {
    if (!from) continue;
    const those = targets.get(from.nodeId);
    if (those) those.push(to.nodeId);
    else targets.set(from.nodeId, [to.nodeId]);
  }
  return targets;
}

/** The problems of nodes on circles of those that wait. */
function circlesOf(waiting: ReadonlyMap<string, unknown>, targets: ReadonlyMap<string, string[]>): GraphProblem[] {
  const isWaiting = new Set(waiting.keys());
  const forward = new Map(
    [...isWaiting].map((id) => [id, (targets.get(id) ?? []).filter((one) => isWaiting.has(one))]),
  );
  const backward = new Map<string, string[]>([...isWaiting].map((id) => [id, []]));
  for (const [id, those] of forward) for (const target of those) backward.get(target)!.push(id);
  // Ends of what only leads to circles, or away from them, are on none.
  const left = withoutEnds(withoutEnds(isWaiting, forward, backward), backward, forward);
  const known = new Map<string, { circle: readonly string[]; at: number }>();
  const problems: GraphProblem[] = [];
  for (const id of waiting.keys()) {
    if (!left.has(id)) continue;
    if (!known.has(id)) {
      const found = findCircle(id, (node) => backward.get(node)!.filter((one) => left.has(one)));
      for (const [at, one] of (found ?? []).entries()) if (!known.has(one)) known.set(one, { circle: found!, at });
    }
    const place = known.get(id);
    if (!place) continue;
    problems.push({
      severity: 'warning',
      node: id,
      message: `${id} can only wait for itself: ${written(place.circle, place.at)}.`,
      fix: 'Give one node of the circle an initial packet or an optional inport.',
    });
  }
  return problems;
}

/** The nodes that are left when those without a next one are taken away, again and again. */
function withoutEnds(
  nodes: ReadonlySet<string>,
  next: ReadonlyMap<string, string[]>,
  previous: ReadonlyMap<string, string[]>,
): Set<string> {
  const left = new Set(nodes);
  const counts = new Map([...nodes].map((id) => [id, next.get(id)!.filter((one) => nodes.has(one)).length]));
  const open = [...nodes].filter((id) => counts.get(id) === 0);
  for (const id of open) {
    left.delete(id);
    for (const one of previous.get(id)!) {
      if (!nodes.has(one)) continue;
      const count = counts.get(one)! - 1;
      counts.set(one, count);
      if (count === 0) open.push(one);
    }
  }
  return left;
}

/** The names of a circle from one place around to it again; of a long one the first and the last. */
function written(circle: readonly string[], at: number): string {
  const name = (offset: number): string => circle[(at + offset) % circle.length]!;
  const { length } = circle;
  const offsets = length > 12 ? [0, 1, 2, 3, 4, 5, 6, 7, undefined, length - 1, length] : [...circle.keys(), length];
  return offsets.map((offset) => (offset === undefined ? '…' : name(offset))).join(' → ');
}

/** A way from a node back to itself, following the sources; undefined when there is none. Written in the direction of flow. */
function findCircle(start: string, sourcesOf: (node: string) => string[]): string[] | undefined {
  const reachedFrom = new Map<string, string>();
  const open = [start];
  for (const node of open)
    for (const source of sourcesOf(node)) {
      if (source === start) {
        const circle = [start];
        for (let at = node; at !== start; at = reachedFrom.get(at)!) circle.push(at);
        return circle;
      }
      if (reachedFrom.has(source)) continue;
      reachedFrom.set(source, node);
      open.push(source);
    }
  return undefined;
}

import type { BreakpointStatus } from '#shared/rpc/live/debugging.ts';
import type { NetworkChange, NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';

type Values = Topics['values']['data']['values'];

/** What a run's status, or what became of it, says of the graph inside a node: nodes and wires whose names begin with its path, without it (N11). */
export function insideStatus<Status extends NetworkStatus | NetworkChange>(status: Status, prefix: string): Status {
  if (prefix === '') return status;
  const nodes = Object.entries(status.nodes).flatMap(([id, node]) =>
    id.startsWith(prefix) ? [[id.slice(prefix.length), node] as const] : [],
  );
  const wires = Object.entries(status.wires).flatMap(([name, wire]) => {
    const inside = insideWire(name, prefix);
    return inside === undefined ? [] : [[inside, wire] as const];
  });
  return { ...status, nodes: Object.fromEntries(nodes), wires: Object.fromEntries(wires) };
}

/** The values that left outports inside. */
export function insideValues(values: Values, prefix: string): Values {
  if (prefix === '') return values;
  return values.flatMap((value) =>
    value.node.startsWith(prefix) ? [{ ...value, node: value.node.slice(prefix.length) }] : [],
  );
}

/** The breakpoints on wires inside, by the wire's name there. */
export function insideBreakpoints(
  breakpoints: readonly BreakpointStatus[],
  prefix: string,
): ReadonlyMap<string, BreakpointStatus> {
  return new Map(
    breakpoints.flatMap((breakpoint) => {
      const inside = insideWire(breakpoint.connection, prefix);
      return inside === undefined ? [] : [[inside, breakpoint] as const];
    }),
  );
}

function insideWire(name: string, prefix: string): string | undefined {
  const farEnd = ` to ${prefix}`;
  const at = name.indexOf(farEnd);
  if (!name.startsWith(prefix) || at === -1) return undefined;
  return `${name.slice(prefix.length, at)} to ${name.slice(at + farEnd.length)}`;
}

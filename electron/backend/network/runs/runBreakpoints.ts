import type { BreakpointStatus } from '#shared/rpc/live/debugging.ts';
import type { Packet } from '../../channel/packet.ts';
import { checkCondition } from '../breakpoint.ts';
import { wireOf, type Run } from './run.ts';
import { statusOfBreakpoint } from './runViews.ts';

export interface RunBreakpointsHost {
  /** The run of a graph that is not over. */
  live(path: string): Run | undefined;
  /** @throws AppError `notFound` when the graph does not run */
  running(path: string): Run;
}

/** The breakpoints of a workspace's graphs (N7): they can be set before a run begins, and outlive it. */
export class RunBreakpoints {
  /** By path, then by connection: conditions. */
  private readonly byPath = new Map<string, Map<string, string | null>>();

  constructor(private readonly host: RunBreakpointsHost) {}

  list(path: string): BreakpointStatus[] {
    const run = this.host.live(path);
    return [...(this.byPath.get(path) ?? [])].map(([connection, condition]) =>
      statusOfBreakpoint(connection, condition, run && wireOf(run, connection)),
    );
  }

  /** @throws AppError `invalidParams` for a condition that cannot be read, `notFound` when the run has no such connection */
  set(path: string, connection: string, condition: string | null): void {
    if (condition !== null) checkCondition(condition);
    const run = this.host.live(path);
    run?.network.breakpoints.set(run.network.wire(run.view.wire(connection)), condition);
    const ofPath = this.byPath.get(path) ?? new Map<string, string | null>();
    this.byPath.set(path, ofPath.set(connection, condition));
  }

  /** Lets go what it holds, and takes it away. */
  clear(path: string, connection: string): void {
    this.byPath.get(path)?.delete(connection);
    const run = this.host.live(path);
    const wire = run && wireOf(run, connection);
    if (wire) run.network.breakpoints.clear(wire);
  }

  /** Sets those of a graph on the wires of its run that have none yet: the run begins, or its graph was edited. */
  place(path: string, run: Run): void {
    for (const [connection, condition] of this.byPath.get(path) ?? []) {
      const wire = wireOf(run, connection);
      if (wire && !wire.breakpoint) run.network.breakpoints.set(wire, condition);
    }
  }

  /** The whole message that is held on a connection. @throws AppError `notFound` */
  held(path: string, connection: string): Packet | undefined {
    const { network, view } = this.host.running(path);
    return network.wire(view.wire(connection)).breakpoint?.held?.packet;
  }

  /**
   * Lets the held message go, edited when there is a packet, or drops it.
   * @returns false when none is held
   * @throws AppError `notFound`
   */
  release(path: string, connection: string, action: 'letGo' | 'drop', packet?: Packet): boolean {
    const { network, view } = this.host.running(path);
    const { breakpoint } = network.wire(view.wire(connection));
    if (!breakpoint) return false;
    return action === 'drop' ? breakpoint.drop() : breakpoint.letGo(packet);
  }
}

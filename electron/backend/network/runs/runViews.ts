import { previewOf } from '#shared/message/preview.ts';
import type { BreakpointStatus } from '#shared/rpc/live/debugging.ts';
import type { NodePort, RecordedMessage } from '#shared/rpc/live/recording.ts';
import type { Outlet, Wire } from '../outlet.ts';
import type { SentMessage } from '../sentMessage.ts';

/** Messages and breakpoints of a running network as they are shown. */

export function recordedMessage({ node, port }: Outlet, message: SentMessage): RecordedMessage {
  const { packet, id, causes, sequence, timestamp } = message;
  const preview = previewOf(packet.message, packet.plainJson);
  return { id, causes: [...causes], sequence, node, port, timestamp, preview };
}

/** Whether an end of a message is at a node, or inside the subgraph that a node stands for (N11). */
export function isAt(end: NodePort, node: string): boolean {
  return end.node === node || end.node.startsWith(`${node}/`);
}

/** `wire` is undefined while the graph does not run, or has no such connection any more. */
export function statusOfBreakpoint(
  connection: string,
  condition: string | null,
  wire: Wire | undefined,
): BreakpointStatus {
  const breakpoint = wire?.breakpoint;
  const held = breakpoint?.held;
  if (!wire || !breakpoint || !held)
    return { connection, condition, held: null, behind: breakpoint?.queue.length ?? 0 };
  const { id, packet, timestamp, causes } = held;
  return {
    connection,
    condition,
    held: {
      id,
      from: { node: wire.from.node, port: wire.from.port },
      to: { node: wire.to.node, port: wire.to.name },
      timestamp,
      causes: [...causes],
      preview: previewOf(packet.message, packet.plainJson),
      problem: breakpoint.problem,
    },
    behind: breakpoint.queue.length - 1,
  };
}

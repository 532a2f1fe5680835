import { useConnection } from '@xyflow/react';
import { useCanvas } from './canvasStore.ts';
import type { PortRef } from './nodePorts.ts';

/**
 * The port from which a wire is being drawn, by pointer or keyboard; null when none is. A text, so that a card renders at the
 * beginning and the end of a wire and not while the pointer moves.
 */
export function useWiringFrom(): PortRef | null {
  const dragged = useConnection((connection) =>
    connection.inProgress ? portKey(refOfHandle(connection.fromHandle)) : null,
  );
  const begun = useCanvas((canvas) => canvas.wiringFrom);
  return dragged === null ? begun : (JSON.parse(dragged) as PortRef);
}

/** A handle of React Flow as a port. */
export function refOfHandle(handle: { nodeId: string; id?: string | null; type: 'source' | 'target' }): PortRef {
  return { node: handle.nodeId, port: handle.id ?? '', side: handle.type === 'source' ? 'outports' : 'inports' };
}

function portKey(ref: PortRef): string {
  return JSON.stringify(ref);
}

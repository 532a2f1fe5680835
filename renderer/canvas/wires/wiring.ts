import { useCanvas } from '../canvasStore.ts';
import type { PortRef } from '../../graph/nodePorts.ts';

/** The port from which a wire is being drawn, by pointer or keyboard; null when none is. */
export function useWiringFrom(): PortRef | null {
  return useCanvas((canvas) => canvas.draggingFrom ?? canvas.wiringFrom);
}

/** A handle of React Flow as a port. */
export function refOfHandle(handle: { nodeId: string; id?: string | null; type: 'source' | 'target' }): PortRef {
  return { node: handle.nodeId, port: handle.id ?? '', side: handle.type === 'source' ? 'outports' : 'inports' };
}

import type { NodeChange } from '@xyflow/react';
import { useRef, type PointerEvent } from 'react';
import type { Group } from '#shared/graph/graph.ts';
import { moveNodes } from '../../graph/graphSteps.ts';
import { groupName } from '../../graph/groupSteps.ts';
import type { Point } from '../../graph/point.ts';
import { usePreferences } from '../../preferences/preferences.ts';
import { useSessionStore } from '../../session/session.ts';
import { useCanvas, useCanvasStore } from '../canvasStore.ts';
import { useDetail } from '../detail.ts';
import type { FlowNode } from '../flowElements.ts';
import { gridStep } from '../moveElements.ts';
import { useZoom } from '../useZoom.ts';
import { groupElement, GroupName } from './GroupName.tsx';

export interface GroupMoves {
  /** Shows nodes elsewhere while a group is dragged. */
  onMove: (changes: NodeChange<FlowNode>[]) => void;
  placeOf: (node: string) => Point | undefined;
}

/** The title of a group, by which it is moved, selected and named. */
export function GroupTitle({ group, onMove, placeOf }: { group: Group } & GroupMoves) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const zoom = useZoom();
  const snapToGrid = usePreferences((state) => state.snapToGrid);
  const isSmall = useDetail() !== 'full';
  const isRenaming = useCanvas((state) => state.renaming === groupElement(group.id));
  const drag = useRef<{ from: Point; places: Map<string, Point>; moved: boolean } | null>(null);
  if (isRenaming) return <GroupName group={group} />;

  const placesNow = (): Map<string, Point> =>
    new Map(group.nodes.map((id) => [id, placeOf(id)] as const).filter(isPlaced));
  const snapped = (distance: number): number => (snapToGrid ? Math.round(distance / gridStep) * gridStep : distance);
  const placesAt = (event: PointerEvent, { from, places }: { from: Point; places: Map<string, Point> }) => {
    const dx = snapped((event.clientX - from.x) / zoom());
    const dy = snapped((event.clientY - from.y) / zoom());
    return new Map([...places].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]));
  };
  const changes = (places: ReadonlyMap<string, Point>, dragging: boolean): NodeChange<FlowNode>[] =>
    [...places].map(([id, position]) => ({ type: 'position', id, position, dragging }));

  const finish = (event: PointerEvent): void => {
    const { current } = drag;
    drag.current = null;
    if (!current?.moved) return;
    const { graph, applyStep } = session.getState();
    onMove(changes(placesAt(event, current), false));
    if (graph) applyStep(moveNodes(graph, placesNow()));
  };

  return (
    <button
      type="button"
      title="Drag to move the group, double-click to name it"
      className={`nopan pointer-events-auto block max-w-full cursor-grab truncate px-3 font-semibold text-muted hover:text-ink ${isSmall ? 'text-[22px] leading-8' : 'py-1 text-sm'}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { from: { x: event.clientX, y: event.clientY }, places: placesNow(), moved: false };
      }}
      onPointerMove={(event) => {
        const { current } = drag;
        if (!current) return;
        current.moved ||= Math.hypot(event.clientX - current.from.x, event.clientY - current.from.y) > 3;
        if (current.moved) onMove(changes(placesAt(event, current), true));
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
      onClick={() => session.getState().select({ nodes: group.nodes, wires: [] })}
      onDoubleClick={() => canvas.getState().rename(groupElement(group.id))}
    >
      {groupName(group)}
    </button>
  );
}

function isPlaced(entry: readonly [string, Point | undefined]): entry is readonly [string, Point] {
  return entry[1] !== undefined;
}

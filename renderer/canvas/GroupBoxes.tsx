import { useStore, ViewportPortal, type NodeChange, type ReactFlowState } from '@xyflow/react';
import { useEffect, useMemo, useRef, type PointerEvent } from 'react';
import type { Group } from '#shared/graph/graph.ts';
import { usePreferences } from '../preferences/preferences.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { boxAround } from './layout/alignment.ts';
import { boxOf } from './box.ts';
import { useCanvas, useCanvasStore } from './canvasStore.ts';
import { useDetail } from './detail.ts';
import type { FlowNode } from './flowElements.ts';
import { moveNodes } from '../graph/graphSteps.ts';
import { frameRooms, type FrameRoom } from './groupFrames.ts';
import { gridStep } from './moveElements.ts';
import type { Point } from '../graph/point.ts';
import { groupName, renameGroup } from '../graph/groupSteps.ts';
import { useZoom } from './useZoom.ts';

const noGroups: readonly Group[] = [];

interface GroupBoxesProps {
  /** Shows nodes elsewhere while a group is dragged. */
  onMove: (changes: NodeChange<FlowNode>[]) => void;
  placeOf: (node: string) => Point | undefined;
}

/** The frames of groups, behind their nodes (E1). A group is moved, selected and named by its title. */
export function GroupBoxes(props: GroupBoxesProps) {
  const groups = useSession((session) => session.graph?.groups ?? noGroups);
  const rooms = useMemo(() => frameRooms(groups), [groups]);
  return (
    <ViewportPortal>
      {groups.map((group) => {
        const room = rooms.get(group.id);
        return room && <GroupBox key={group.id} group={group} room={room} {...props} />;
      })}
    </ViewportPortal>
  );
}

function GroupBox({ group, room, ...props }: { group: Group; room: FrameRoom } & GroupBoxesProps) {
  const box = useStore((flow: ReactFlowState) => frameOf(flow, group.nodes, room));
  if (box === null) return null;
  const [x, y, width, height] = JSON.parse(box) as [number, number, number, number];
  const place = { transform: `translate(${x}px, ${y}px)`, width };
  return (
    <>
      <div
        className="pointer-events-none absolute top-0 left-0 -z-10 rounded-xl border border-dashed border-line-strong bg-[color-mix(in_srgb,var(--accent)_6%,transparent)]"
        style={{ ...place, height }}
      />
      <div
        role="group"
        aria-label={`Group ${groupName(group)}`}
        className="pointer-events-none absolute top-0 left-0"
        style={place}
      >
        <GroupTitle group={group} {...props} />
      </div>
    </>
  );
}

function GroupTitle({ group, onMove, placeOf }: { group: Group } & GroupBoxesProps) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const zoom = useZoom();
  const snapToGrid = usePreferences((state) => state.snapToGrid);
  const isSmall = useDetail() !== 'full';
  const isRenaming = useCanvas((state) => state.renaming === groupElement(group.id));
  const drag = useRef<{ from: Point; places: Map<string, Point>; moved: boolean } | null>(null);
  if (isRenaming) return <NameField group={group} />;

  const snapped = (distance: number): number => (snapToGrid ? Math.round(distance / gridStep) * gridStep : distance);
  const placesAt = (event: PointerEvent, { from, places }: { from: Point; places: Map<string, Point> }) => {
    const dx = snapped((event.clientX - from.x) / zoom());
    const dy = snapped((event.clientY - from.y) / zoom());
    return new Map([...places].map(([id, { x, y }]) => [id, { x: x + dx, y: y + dy }]));
  };
  const changes = (places: ReadonlyMap<string, Point>, dragging: boolean): NodeChange<FlowNode>[] =>
    [...places].map(([id, position]) => ({ type: 'position', id, position, dragging }));

  return (
    <button
      type="button"
      title="Drag to move the group, double-click to name it"
      className={`nopan pointer-events-auto block max-w-full cursor-grab truncate px-3 font-semibold text-muted hover:text-ink ${isSmall ? 'text-[22px] leading-8' : 'py-1 text-sm'}`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const places = new Map(group.nodes.flatMap((id) => [[id, placeOf(id)] as const]).filter(isPlaced));
        drag.current = { from: { x: event.clientX, y: event.clientY }, places, moved: false };
      }}
      onPointerMove={(event) => {
        const { current } = drag;
        if (!current) return;
        current.moved ||= Math.hypot(event.clientX - current.from.x, event.clientY - current.from.y) > 3;
        if (current.moved) onMove(changes(placesAt(event, current), true));
      }}
      onPointerUp={(event) => {
        const { current } = drag;
        drag.current = null;
        if (!current?.moved) return;
        const { graph, applyStep } = session.getState();
        onMove(changes(placesAt(event, current), false));
        const places = new Map(group.nodes.flatMap((id) => [[id, placeOf(id)] as const]).filter(isPlaced));
        if (graph) applyStep(moveNodes(graph, places));
      }}
      onClick={() => session.getState().select({ nodes: group.nodes, wires: [] })}
      onDoubleClick={() => canvas.getState().rename(groupElement(group.id))}
    >
      {groupName(group)}
    </button>
  );
}

function NameField({ group }: { group: Group }) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const finish = (keep: boolean): void => {
    const { graph, applyStep } = session.getState();
    if (canvas.getState().renaming !== groupElement(group.id)) return;
    if (keep && graph) applyStep(renameGroup(graph, group.id, field.current?.value.trim() ?? ''));
    canvas.getState().rename(null);
  };
  return (
    <input
      ref={field}
      aria-label={`Name of ${groupName(group)}`}
      defaultValue={groupName(group)}
      className="nopan pointer-events-auto mx-2 mt-0.5 max-w-full rounded-sm border border-accent bg-surface px-1 text-sm font-semibold"
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' || event.key === 'Escape') finish(event.key === 'Enter');
      }}
    />
  );
}

/** What `renaming` of the canvas says while a group is named. */
export function groupElement(group: string): string {
  return `group ${group}`;
}

function isPlaced(entry: readonly [string, Point | undefined]): entry is readonly [string, Point] {
  return entry[1] !== undefined;
}

/** As text, so that the frame renders again only when it has changed; null without nodes. */
function frameOf({ nodeLookup }: ReactFlowState, ids: readonly string[], { padding, title }: FrameRoom): string | null {
  const nodes = ids.map((id) => nodeLookup.get(id)).filter((node) => node !== undefined);
  const box = boxAround(nodes.map((node) => boxOf({ ...node, position: node.internals.positionAbsolute })));
  if (!box) return null;
  const { x, y, width, height } = box;
  return JSON.stringify([x - padding, y - padding - title, width + 2 * padding, height + 2 * padding + title]);
}

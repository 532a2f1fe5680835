import { useStore, ViewportPortal, type ReactFlowState } from '@xyflow/react';
import type { Group } from '#shared/graph/graph.ts';
import { useSession } from '../app/session.ts';
import { cardWidth } from './cardGeometry.ts';

const noGroups: readonly Group[] = [];
const padding = 20;
const titleRoom = 24;

/** The frames of groups, behind their nodes. */
export function GroupBoxes() {
  const groups = useSession((session) => session.graph?.groups ?? noGroups);
  return (
    <ViewportPortal>
      {groups.map((group) => (
        <GroupBox key={group.id} group={group} />
      ))}
    </ViewportPortal>
  );
}

function GroupBox({ group }: { group: Group }) {
  const box = useStore((flow) => boxAround(flow, group.nodes));
  if (box === null) return null;
  const [x, y, width, height] = JSON.parse(box) as [number, number, number, number];
  const { name } = group.metadata;
  return (
    <div
      role="group"
      aria-label={`Group ${typeof name === 'string' ? name : group.id}`}
      className="pointer-events-none absolute -z-10 rounded-xl border border-dashed border-line-strong bg-[color-mix(in_srgb,var(--accent)_6%,transparent)]"
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
    >
      <span className="block px-3 py-1 text-sm font-semibold text-muted">
        {typeof name === 'string' ? name : group.id}
      </span>
    </div>
  );
}

/** As text, so that the frame renders again only when it has changed; null without nodes. */
function boxAround({ nodeLookup }: ReactFlowState, ids: readonly string[]): string | null {
  const nodes = ids.map((id) => nodeLookup.get(id)).filter((node) => node !== undefined);
  if (nodes.length === 0) return null;
  const left = Math.min(...nodes.map((node) => node.internals.positionAbsolute.x)) - padding;
  const top = Math.min(...nodes.map((node) => node.internals.positionAbsolute.y)) - padding - titleRoom;
  const right = Math.max(...nodes.map((node) => node.internals.positionAbsolute.x + (node.width ?? cardWidth)));
  const bottom = Math.max(...nodes.map((node) => node.internals.positionAbsolute.y + (node.height ?? 0)));
  return JSON.stringify([left, top, right + padding - left, bottom + padding + titleRoom - top]);
}

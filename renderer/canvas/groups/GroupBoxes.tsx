import { useStore, ViewportPortal, type ReactFlowState } from '@xyflow/react';
import { useMemo } from 'react';
import type { Group } from '#shared/graph/graph.ts';
import { groupName } from '../../graph/groupSteps.ts';
import { useSession } from '../../session/session.ts';
import { boxOf } from '../box.ts';
import { boxAround } from '../layout/alignment.ts';
import { frameRooms, type FrameRoom } from './frameRooms.ts';
import { GroupTitle, type GroupMoves } from './GroupTitle.tsx';

const noGroups: readonly Group[] = [];

/** The frames of groups, behind their nodes (E1). A group is moved, selected and named by its title. */
export function GroupBoxes(props: GroupMoves) {
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

function GroupBox({ group, room, ...props }: { group: Group; room: FrameRoom } & GroupMoves) {
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

/** As text, so that the frame renders again only when it has changed; null without nodes. */
function frameOf({ nodeLookup }: ReactFlowState, ids: readonly string[], { padding, title }: FrameRoom): string | null {
  const nodes = ids.map((id) => nodeLookup.get(id)).filter((node) => node !== undefined);
  const box = boxAround(nodes.map((node) => boxOf({ ...node, position: node.internals.positionAbsolute })));
  if (!box) return null;
  const { x, y, width, height } = box;
  return JSON.stringify([x - padding, y - padding - title, width + 2 * padding, height + 2 * padding + title]);
}

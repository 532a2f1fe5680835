import { Command } from 'cmdk';
import { formatPortType, type PortType } from '#shared/actor/portType.ts';
import type { Side } from '../../graph/nodePorts.ts';
import { RuntimeBadge } from '../../parts/RuntimeBadge.tsx';
import { PortMark } from '../cards/PortMark.tsx';
import type { Candidate } from './candidates.ts';

/** What the dropped wire needs at its other end. */
export function WireNeed({ side, type }: { side: Side; type: PortType }) {
  return (
    <p className="flex items-center gap-1.5 border-b border-line px-3 py-1 text-xs text-muted">
      <PortMark type={type} />
      {side === 'outports' ? 'takes' : 'gives'} {formatPortType(type)}
    </p>
  );
}

interface QuickAddListProps {
  candidates: readonly Candidate[];
  /** What to say when there is none. */
  empty: string;
  onChoose: (candidate: Candidate) => void;
}

/** The components that quick-add found, with the port that each would take the wire with. */
export function QuickAddList({ candidates, empty, onChoose }: QuickAddListProps) {
  return (
    <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
      <Command.Empty className="px-3 py-4 text-muted">{empty}</Command.Empty>
      {candidates.map((candidate) => (
        <Command.Item
          key={candidate.component.id}
          value={candidate.component.id}
          onSelect={() => onChoose(candidate)}
          className="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1 data-[selected=true]:bg-accent-soft"
        >
          <span className="truncate">{candidate.component.name}</span>
          {candidate.port && (
            <span className="flex min-w-0 items-center gap-1 text-xs text-muted">
              <PortMark type={candidate.port.port_type} />
              <span className="truncate">{candidate.port.name}</span>
            </span>
          )}
          <span className="ml-auto shrink-0 text-xs text-muted">{candidate.component.namespace}</span>
          {/* Its colours are for this background, not for that of what is selected. */}
          <span className="flex rounded-sm bg-raised">
            <RuntimeBadge runtime={candidate.component.badge} short />
          </span>
        </Command.Item>
      ))}
    </Command.List>
  );
}

import { Code, Pin, ShieldCheck } from 'lucide-react';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { nodeTitle, type GraphNode } from '#shared/graph/graph.ts';
import type { NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import { Button } from '../parts/Button.tsx';
import { badgeWord } from '../parts/RuntimeBadge.tsx';
import { useSession } from '../session/session.ts';
import { pinnedPorts, unpinStep } from '../debugging/pinStep.ts';
import { FailureNote, StaleCodeNote } from './FailureNote.tsx';
import { formatCount, formatDuration, formatRate } from '../parts/measures.ts';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';

/** The node's title, what it is, and how it is doing. */
export function NodeHeader({ node, component }: { node: GraphNode; component: ComponentDescription | undefined }) {
  const status = useSession((state) => state.network?.nodes[node.id]);
  const openFile = useSession((state) => state.openFile);
  const { file = null, line = null } = component ?? {};
  return (
    <header className="flex flex-col gap-2 p-3">
      <div className="flex items-center gap-2">
        <h2
          className="truncate text-[15px] font-semibold"
          title={nodeTitle(node) === node.id ? node.id : `${nodeTitle(node)} (${node.id})`}
        >
          {nodeTitle(node)}
        </h2>
        {component && (
          <span className="shrink-0 rounded border border-line px-1.5 text-xs text-muted">
            {badgeWord(component.badge)}
          </span>
        )}
        <span className="grow" />
        {file !== null && (
          <SmallIconButton
            icon={Code}
            label={`Open the code of ${node.component}`}
            onClick={() => openFile(file, line ?? 1)}
          />
        )}
      </div>
      {component ? (
        <p className="text-muted">
          <span className="text-ink">{component.id}</span>
          {component.description !== '' && ` · ${component.description}`}
        </p>
      ) : (
        <p role="alert" className="text-danger">
          There is no component {node.component} in this workspace. Add its file, or put another in its place.
        </p>
      )}
      {component?.permissions?.map((sentence) => (
        <p key={sentence} className="flex items-start gap-2 text-muted">
          <ShieldCheck aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>
            <span className="sr-only">What it may reach: </span>
            {sentence}
          </span>
        </p>
      ))}
      {status && <StatusLine status={status} />}
      <PinnedNote node={node} />
      {status?.staleCode && <StaleCodeNote reason={status.staleCode} />}
      {status?.lastError && <FailureNote failure={status.lastError} count={status.failed} />}
    </header>
  );
}

/** That the node is frozen to recorded outputs, and the way back (N9). */
function PinnedNote({ node }: { node: GraphNode }) {
  const applyStep = useSession((state) => state.applyStep);
  const ports = Object.keys(pinnedPorts(node));
  if (ports.length === 0) return null;
  return (
    <p className="flex items-center gap-2 rounded bg-warning-soft px-2 py-1">
      <Pin aria-hidden className="size-3.5 shrink-0" />
      <span className="grow">Pinned: sends the same {ports.join(', ')} each time. Its code does not run.</span>
      <Button onClick={() => applyStep(unpinStep(node))}>Unpin</Button>
    </p>
  );
}

function StatusLine({ status }: { status: NodeStatus }) {
  const facts = [
    `${formatRate(status.rate)}/s`,
    status.latency === null ? undefined : `${formatDuration(status.latency)} median`,
    `${formatCount(status.completed)} done`,
    status.failed > 0 ? `${formatCount(status.failed)} failed` : undefined,
    status.queued > 0 ? `${formatCount(status.queued)} queued` : undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-xs tabular-nums">
      <StateWord status={status} />
      <span className="text-muted">{facts.join(' · ')}</span>
    </p>
  );
}

/** State by word and by colour, never by colour alone. */
function StateWord({ status }: { status: NodeStatus }) {
  const color = status.state === 'failed' ? 'bg-danger' : status.state === 'running' ? 'bg-success' : 'bg-muted';
  const words =
    status.state === 'waiting' && status.waitingFor.length > 0
      ? `waiting for ${status.waitingFor.join(', ')}`
      : status.state;
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`size-2 rounded-full ${color}`} />
      {words}
    </span>
  );
}

import { ShieldOff } from 'lucide-react';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import { shortCount } from '../parts/shortMeasures.ts';
import { useSession } from '../session/session.ts';

const stateWords: Readonly<Record<string, string>> = {
  starting: 'starting…',
  running: 'running',
  paused: 'paused',
  idle: 'idle',
  stopping: 'stopping…',
  stopped: 'stopped',
  failed: 'failed',
};

/** How the running network and the system do: messages a second, sandboxes, where state is kept, and what is not safe. */
export function StatusReadout() {
  const state = useSession(({ network }) => (network?.runId ? network.state : null));
  const rate = useSession((session) => session.network?.rate ?? 0);
  const system = useSession((session) => session.system);
  return (
    <div className="flex min-w-0 items-center gap-3 text-sm whitespace-nowrap text-muted tabular-nums">
      <div className="flex min-w-0 items-center gap-3 overflow-hidden">
        {state && <span role="status">{stateWords[state]}</span>}
        {state && <span>{shortCount(rate)} msg/s</span>}
        {system && <span className="max-[840px]:hidden">{sandboxesOf(system)}</span>}
        {system && <StateStoreMark {...system.state} />}
      </div>
      {system?.unsandboxed && (
        <span className="flex shrink-0 items-center gap-1 rounded-md bg-danger-soft px-2 py-0.5 font-semibold text-danger">
          <ShieldOff size={14} aria-hidden />
          unsandboxed
        </span>
      )}
    </div>
  );
}

function sandboxesOf({ sandboxes, driver }: SystemStatus): string {
  if (driver === null) return 'no sandbox works here';
  return `${sandboxes.busy} ${sandboxes.busy === 1 ? 'sandbox' : 'sandboxes'}`;
}

function StateStoreMark({ kind, available, detail }: SystemStatus['state']) {
  return (
    <span className="flex items-center gap-1.5" title={detail}>
      <span className="max-[720px]:hidden">{kind}</span>
      <span
        className={`size-2 ${available ? 'rounded-full bg-success' : 'rotate-45 bg-danger'}`}
        role="img"
        aria-label={available ? 'available' : 'not available'}
      />
      {!available && <span className="font-semibold text-danger">away</span>}
    </span>
  );
}

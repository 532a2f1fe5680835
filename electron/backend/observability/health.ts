import type { SystemStatus } from '#shared/rpc/live.ts';

/** What `/health` answers (O1). */
export interface Health {
  status: 'ok' | 'unavailable';
  /** Why actors cannot run; empty when they can. */
  reasons: string[];
  driver: string | null;
  sandboxes: SystemStatus['sandboxes'];
  state: SystemStatus['state'];
}

/** Whether actors can run now: a sandbox driver works and their state can be kept. */
export function healthOf({ drivers, driver, sandboxes, state }: SystemStatus): Health {
  const reasons: string[] = [];
  if (driver === null) {
    const each = drivers.map(({ name, reason }) => `${name}: ${reason}`).join(' ');
    reasons.push(`No sandbox works here. ${each}`.trim());
  }
  if (!state.available) reasons.push(`State cannot be kept: ${state.detail}`);
  return { status: reasons.length === 0 ? 'ok' : 'unavailable', reasons, driver, sandboxes, state };
}

import type { Limits } from '#shared/actor/limits.ts';
import type { Sandbox, SandboxRequest } from './sandbox.ts';

/**
 * A sandbox that belongs to its holder until it is disposed; with its last holder it ends. Only past the pool's maximum has one
 * several, all of one component. Its death is seen by `sandbox.exited`.
 */
export interface SandboxLease extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly limits: Limits;
  /** Whether it can take these limits on while it runs. */
  suits(limits: Limits): boolean;
}

/** A sandbox that is leased, and what for. */
interface Held {
  readonly sandbox: Sandbox;
  readonly wish: SandboxRequest;
  readonly suits: SandboxLease['suits'];
  holders: number;
}

/** Who holds which sandboxes (S5). */
export class Leases {
  private readonly leases = new Set<SandboxLease>();
  private readonly held = new Set<Held>();

  /** @param end ends a sandbox that nobody holds any more */
  constructor(private readonly end: (sandbox: Sandbox) => Promise<void>) {}

  /** The first lease of a sandbox. */
  open(sandbox: Sandbox, wish: SandboxRequest, suits: SandboxLease['suits']): SandboxLease {
    const held: Held = { sandbox, wish, suits, holders: 0 };
    this.held.add(held);
    void sandbox.exited.then(() => this.held.delete(held));
    return this.join(held, wish.limits);
  }

  /** One more lease, of the sandbox with the fewest holders that was started for the same component and in the same way. */
  share(wish: SandboxRequest): SandboxLease | undefined {
    if (wish.component === undefined) return undefined;
    let best: Held | undefined;
    for (const held of this.held)
      if (!held.sandbox.isEnding && isAlike(held.wish, wish) && (!best || held.holders < best.holders)) best = held;
    return best && this.join(best, wish.limits);
  }

  /** Ends all, without waiting. */
  release(): void {
    for (const lease of this.leases) void lease[Symbol.asyncDispose]();
  }

  private join(held: Held, limits: Limits): SandboxLease {
    held.holders++;
    let released: Promise<void> | undefined;
    const release = () => (released ??= this.leave(held, lease));
    const { sandbox, suits } = held;
    const lease = { sandbox, limits, suits, [Symbol.asyncDispose]: release };
    this.leases.add(lease);
    return lease;
  }

  private async leave(held: Held, lease: SandboxLease): Promise<void> {
    this.leases.delete(lease);
    if (--held.holders > 0) return;
    this.held.delete(held);
    await this.end(held.sandbox);
  }
}

function isAlike(one: SandboxRequest, other: SandboxRequest): boolean {
  const alike = ({ component, environment, packages, limits: { memory, cpu } }: SandboxRequest) =>
    JSON.stringify([component, Object.entries(environment).toSorted(), packages, memory, cpu]);
  return alike(one) === alike(other);
}

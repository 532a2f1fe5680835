import type { Packet } from '../../channel/packet.ts';
import type { LentRegion, SandboxMemory } from '../../sharedMemory/sandboxMemory.ts';
import type { Firing } from '../component.ts';

/** A firing that a sandbox has. */
export interface SentFiring {
  readonly firing: Firing;
  /** Its call number in the sandbox. */
  readonly call: number;
  /** Regions of shared memory that it reads there, by port. */
  readonly lent: ReadonlyMap<string, LentRegion> | undefined;
}

/** Firings handed to a sandbox and not completed, in the order in which it runs them. What leaves here reads no shared memory any more. */
export class SentFirings {
  private firings: SentFiring[] = [];

  get isEmpty(): boolean {
    return this.firings.length === 0;
  }

  /** The one that runs, or will run first. */
  get oldest(): SentFiring | undefined {
    return this.firings[0];
  }

  of(call: number): SentFiring | undefined {
    const { oldest } = this;
    return oldest?.call === call ? oldest : this.firings.find((one) => one.call === call);
  }

  add(sent: SentFiring): void {
    this.firings.push(sent);
  }

  takeOldest(): SentFiring | undefined {
    const sent = this.firings.shift();
    takeBack(sent?.lent);
    return sent;
  }

  /** Those that do not run yet. */
  takeQueued(): SentFiring[] {
    return taken(this.firings.splice(1));
  }

  takeAll(): SentFiring[] {
    return taken(this.firings.splice(0));
  }
}

/** Lets a sandbox read what lies in shared memory (M6), by port; undefined when nothing does. */
export function lend(
  memory: SandboxMemory,
  inputs: ReadonlyMap<string, Packet>,
): ReadonlyMap<string, LentRegion> | undefined {
  let lent: Map<string, LentRegion> | undefined;
  for (const [port, { shared }] of inputs) {
    const region = shared && memory.lend(shared);
    if (region) (lent ??= new Map()).set(port, region);
  }
  return lent;
}

function taken(firings: SentFiring[]): SentFiring[] {
  for (const { lent } of firings) takeBack(lent);
  return firings;
}

function takeBack(lent: ReadonlyMap<string, LentRegion> | undefined): void {
  if (lent) for (const region of lent.values()) region.takeBack();
}

import { SandboxChannel } from '../../channel/sandboxChannel.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readPrints } from './printLines.ts';

/** The one channel of each sandbox, for all instances in it. */
export class SandboxChannels {
  private readonly channels = new WeakMap<Sandbox, { channel: SandboxChannel; prints: Promise<unknown> }>();

  of(sandbox: Sandbox): SandboxChannel {
    return this.opened(sandbox).channel;
  }

  /** Settles when all that was written past the runner has been read; the sandbox is gone then. */
  printsOf(sandbox: Sandbox): Promise<unknown> {
    return this.opened(sandbox).prints;
  }

  private opened(sandbox: Sandbox): { channel: SandboxChannel; prints: Promise<unknown> } {
    let opened = this.channels.get(sandbox);
    if (!opened) {
      const channel = new SandboxChannel(sandbox.channel);
      const { stdout, stderr } = sandbox.prints;
      const prints = Promise.all([
        readPrints(stdout, (line) => channel.print('info', line)),
        readPrints(stderr, (line) => channel.print('error', line)),
      ]);
      this.channels.set(sandbox, (opened = { channel, prints }));
    }
    return opened;
  }
}

import { SandboxChannel } from '../../channel/sandboxChannel.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** The one channel of each sandbox, for all instances in it. */
export class SandboxChannels {
  private readonly channels = new WeakMap<Sandbox, SandboxChannel>();

  of(sandbox: Sandbox): SandboxChannel {
    let channel = this.channels.get(sandbox);
    if (!channel) this.channels.set(sandbox, (channel = new SandboxChannel(sandbox.channel)));
    return channel;
  }
}

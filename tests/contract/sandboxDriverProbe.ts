import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../electron/backend/sandbox/sandbox.ts';

/** A runners folder whose programs run any source they are sent: tests reach through it what user code could reach. */
export const probeRunners = fileURLToPath(new URL('../fixtures/probe-runner', import.meta.url));

export interface ProbeReply {
  answer?: unknown;
  /** Class (Python) or code (JavaScript) of what the source threw. */
  error?: string;
  message?: string;
}

/** Talks to the probe runner in a sandbox; disposing ends the sandbox. */
export class Probe implements AsyncDisposable {
  private readonly waiting: ((reply: ProbeReply | null) => void)[] = [];
  private over = false;

  constructor(
    readonly sandbox: Sandbox,
    { readPrints = true } = {},
  ) {
    const lines = createInterface({ input: sandbox.channel });
    lines.on('error', () => lines.close());
    lines.on('line', (line) => this.waiting.shift()?.(JSON.parse(line) as ProbeReply));
    sandbox.channel.on('close', () => lines.close());
    lines.on('close', () => {
      this.over = true;
      for (const settle of this.waiting.splice(0)) settle(null);
    });
    if (!readPrints) return;
    sandbox.prints.stdout.resume();
    sandbox.prints.stderr.resume();
  }

  /** Runs source inside; null when the sandbox ended instead of answering. */
  run(source: string): Promise<ProbeReply | null> {
    if (this.over) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.sandbox.channel.write(`${JSON.stringify(source)}\n`);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sandbox.kill();
    await this.sandbox.exited;
  }
}

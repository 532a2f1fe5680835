import { createInterface, type Interface } from 'node:readline';
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

/** Talks to the probe runner in a sandbox. */
export class Probe {
  private readonly lines: Interface;
  private readonly waiting: ((reply: ProbeReply | null) => void)[] = [];

  constructor(readonly sandbox: Sandbox) {
    this.lines = createInterface({ input: sandbox.channel });
    this.lines.on('error', () => {});
    this.lines.on('line', (line) => this.waiting.shift()?.(JSON.parse(line) as ProbeReply));
    this.lines.on('close', () => this.waiting.splice(0).forEach((settle) => settle(null)));
    sandbox.prints.stdout.resume();
    sandbox.prints.stderr.resume();
  }

  /** Runs source inside; null when the sandbox ended instead of answering. */
  run(source: string): Promise<ProbeReply | null> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.sandbox.channel.write(`${JSON.stringify(source)}\n`);
    });
  }
}

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { DisposableStore } from '../../electron/backend/system/lifetime.ts';
import { expect } from './expect.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

const run = promisify(execFile);

/** What shows notifications on a desktop: a session bus of its own, and on it the daemon that programs ask. */
export class NotificationDaemon implements AsyncDisposable {
  private constructor(
    private readonly owned: DisposableStore,
    /** For programs that shall notify here. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<NotificationDaemon> {
    const owned = new DisposableStore();
    try {
      const { name } = owned.add(await VirtualDisplay.start());
      const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      owned.add(endingWith(bus));
      const address = await new Promise<string>((resolve, reject) => {
        bus.once('error', reject);
        createInterface({ input: bus.stdout }).once('line', resolve);
      });
      const daemon = new NotificationDaemon(owned, { DBUS_SESSION_BUS_ADDRESS: address });
      owned.add(endingWith(spawn('dunst', [], { stdio: 'ignore', env: { ...daemon.own, DISPLAY: name } })));
      await expect.poll(() => daemon.showing().catch(() => undefined)).toBe(0);
      return daemon;
    } catch (error) {
      await owned[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** How many it shows now. */
  async showing(): Promise<number> {
    return Number(await this.control('count', 'displayed'));
  }

  /** All that it was asked to show, oldest first; afterwards it shows nothing any more. */
  async shown(): Promise<{ summary: string; body: string }[]> {
    await this.control('close-all');
    const { data } = JSON.parse(await this.control('history')) as {
      data: [Record<'summary' | 'body', { data: string }>[]];
    };
    return data[0].map(({ summary, body }) => ({ summary: summary.data, body: body.data })).toReversed();
  }

  /** Presses what it shows. */
  async press(): Promise<void> {
    await this.control('action');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.owned[Symbol.asyncDispose]();
  }

  private get own(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.environment };
  }

  private async control(...words: string[]): Promise<string> {
    const { stdout } = await run('dunstctl', words, { env: this.own });
    return stdout.trim();
  }
}

function endingWith(child: ChildProcess): AsyncDisposable {
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}

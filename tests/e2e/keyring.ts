import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { DisposableStore } from '../../electron/backend/system/lifetime.ts';
import { Folder } from '../integration/commandLine.ts';

/** A system keychain of the tests' own: GNOME's keyring, unlocked, on a message bus that nobody else uses. */
export class Keyring implements AsyncDisposable {
  private constructor(
    /** For a program that is to find it. */
    readonly environment: Record<string, string>,
    private readonly owned: DisposableStore,
  ) {}

  static async start(): Promise<Keyring> {
    const owned = new DisposableStore();
    try {
      const home = owned.add(await Folder.make({}));
      const address = `unix:path=${home.path('bus')}`;
      const bus = spawn('dbus-daemon', ['--session', '--nofork', `--address=${address}`, '--print-address'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      owned.add(ending(bus));
      await firstLine(bus);
      const environment = { DBUS_SESSION_BUS_ADDRESS: address, XDG_CURRENT_DESKTOP: 'GNOME', HOME: home.root };
      const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
        env: { ...process.env, ...environment, XDG_RUNTIME_DIR: home.root },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      owned.add(ending(daemon));
      daemon.stdin.end('password');
      await expect.poll(() => isOnBus(environment), { timeout: 20_000 }).toBe(true);
      return new Keyring(environment, owned);
    } catch (error) {
      await owned[Symbol.asyncDispose]();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }
}

function firstLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', () => resolve());
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code} before it was ready.`)));
  });
}

/** Whether the keyring has announced itself. */
async function isOnBus(environment: Record<string, string>): Promise<boolean> {
  const question = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/'];
  const asked = spawn(
    'dbus-send',
    [...question, 'org.freedesktop.DBus.GetNameOwner', 'string:org.freedesktop.secrets'],
    { env: { ...process.env, ...environment }, stdio: 'ignore' },
  );
  const [code] = (await once(asked, 'exit')) as [number | null];
  return code === 0;
}

function ending(child: ChildProcess): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

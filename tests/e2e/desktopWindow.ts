import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { _electron, type ElectronApplication } from 'playwright';
import { DisposableStore } from '../../electron/backend/lifetime.ts';
import { testElectron } from '../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../integration/commandLine.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

/** Root cannot have Chromium sandbox its processes. */
export const rootNeeds = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The program as a person starts it, on a display of its own and with data folders of its own, which may be kept for a second start. */
export class DesktopWindow implements AsyncDisposable {
  private readonly child: ChildProcess;

  private constructor(
    readonly app: ElectronApplication,
    private readonly userData: string,
    private readonly owned: DisposableStore,
  ) {
    this.child = app.process();
    owned.add({ [Symbol.asyncDispose]: () => this.close() });
  }

  /** @param args what follows the app's folder on the command line */
  static async open(args: readonly string[], keptHome?: Folder): Promise<DesktopWindow> {
    const owned = new DisposableStore();
    try {
      const display = owned.add(await VirtualDisplay.start());
      const home = keptHome ?? owned.add(await Folder.make({}));
      const userData = home.path('userData');
      const app = await _electron.launch({
        executablePath: await testElectron(),
        args: [...rootNeeds, `--user-data-dir=${userData}`, projectRoot, ...args],
        env: { ...(process.env as Record<string, string>), DISPLAY: display.name, XDG_DATA_HOME: home.path('data') },
      });
      return new DesktopWindow(app, userData, owned);
    } catch (error) {
      await owned[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Command lines of what still runs on this window's behalf. */
  processes(): Promise<string[]> {
    return processesMentioning(this.userData);
  }

  async close(): Promise<void> {
    if (!this.hasEnded) await this.app.close();
  }

  async killHard(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }
}

/** Command lines of processes that contain a text. */
export async function processesMentioning(text: string): Promise<string[]> {
  const lines: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) lines.push(line.replaceAll('\0', ' '));
  }
  return lines;
}

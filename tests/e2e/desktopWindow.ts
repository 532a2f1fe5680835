import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { _electron, type ElectronApplication } from 'playwright';
import { testElectron } from '../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../integration/commandLine.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

/** Root cannot have Chromium sandbox its processes. */
export const rootNeeds = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The program as a person starts it, on a display of its own and with data folders of its own, which may be kept for a second start. */
export class DesktopWindow implements AsyncDisposable {
  private constructor(
    readonly app: ElectronApplication,
    private readonly child: ChildProcess,
    private readonly display: VirtualDisplay,
    private readonly home: Folder,
    private readonly ownsHome: boolean,
  ) {}

  /** @param args what follows the app's folder on the command line */
  static async open(args: readonly string[], keptHome?: Folder): Promise<DesktopWindow> {
    const display = await VirtualDisplay.start();
    const home = keptHome ?? (await Folder.make({}));
    const app = await _electron.launch({
      executablePath: await testElectron(),
      args: [...rootNeeds, `--user-data-dir=${home.path('userData')}`, projectRoot, ...args],
      env: { ...(process.env as Record<string, string>), DISPLAY: display.name, XDG_DATA_HOME: home.path('data') },
    });
    return new DesktopWindow(app, app.process(), display, home, keptHome === undefined);
  }

  /** Where the person's copy of the example is. */
  get exampleFolder(): string {
    return path.join(this.home.root, 'data/reflow-studio/examples/weather');
  }

  /** Command lines of what still runs on this window's behalf. */
  processes(): Promise<string[]> {
    return processesMentioning(this.home.path('userData'));
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await this.display[Symbol.asyncDispose]();
    if (this.ownsHome) await this.home[Symbol.asyncDispose]();
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

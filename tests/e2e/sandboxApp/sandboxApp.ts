import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { DisposableStore } from '../../../electron/backend/lifetime.ts';
import { testElectron } from '../../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../../integration/commandLine.ts';
import { processesMentioning } from '../desktopWindow.ts';
import { VirtualDisplay } from '../virtualDisplay.ts';
import { writeQuestion, type Answer, type Question } from './questions.ts';

/** Root has no Chromium sandbox: a user namespace in which it is somebody else has. */
const somebodyElse = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];

/** The program with sandboxes of the chromium driver, in a real Electron with Chromium's own sandbox on. */
export class SandboxApp implements AsyncDisposable {
  private readonly waiting: ((answer: Answer) => void)[] = [];
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly userData: string,
    private readonly owned: DisposableStore,
  ) {
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('ANSWER ')) this.waiting.shift()?.(JSON.parse(line.slice(7)) as Answer);
    });
    void this.ended.then(() => {
      for (const settle of this.waiting.splice(0)) settle({ error: 'the program ended' });
    });
  }

  static async open(switches: readonly string[] = []): Promise<SandboxApp> {
    const owned = new DisposableStore();
    // Within the project, so that packages are found.
    const folder = path.join(projectRoot, '.cache/tests/sandboxApp');
    await mkdir(folder, { recursive: true });
    await build({
      absWorkingDir: projectRoot,
      entryPoints: [path.join(import.meta.dirname, 'main.ts')],
      outfile: path.join(folder, 'main.js'),
      ...({ bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external' } as const),
    });
    await writeFile(path.join(folder, 'package.json'), '{"type":"module","main":"main.js"}');
    const display = owned.add(await VirtualDisplay.start());
    const userData = owned.add(await Folder.make({})).path('userData');
    const electron = await testElectron();
    const [command, ...args] = [
      ...(switches.includes('--no-sandbox') ? [] : somebodyElse),
      ...[electron, `--user-data-dir=${userData}`, ...switches, folder, path.join(projectRoot, 'dist')],
    ];
    const child = spawn(command!, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, DISPLAY: display.name },
    });
    return new SandboxApp(child, userData, owned);
  }

  ask(question: Question): Promise<Answer> {
    const line = writeQuestion(question);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin!.write(`${line}\n`);
    });
  }

  /** Command lines of its processes. */
  processes(): Promise<string[]> {
    return processesMentioning(this.userData);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.stdin!.end();
    await this.ended;
    await this.owned[Symbol.asyncDispose]();
  }
}

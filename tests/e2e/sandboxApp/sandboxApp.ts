import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { DisposableStore } from '../../../electron/backend/system/lifetime.ts';
import { testElectron } from '../../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../../integration/commandLine.ts';
import { processesMentioning } from '../desktopWindow.ts';
import { VirtualDisplay } from '../virtualDisplay.ts';
import { writeQuestion, type Answer, type Question } from './questions.ts';

/** Root has no Chromium sandbox: a user namespace in which it is somebody else has. */
const somebodyElse = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];

/** Milliseconds for one question, well below what a test has: who hangs is named instead of the test that waited. */
const patience = 90_000;

/** Milliseconds in which it ends by itself after its last question. */
const longestEnd = 10_000;

/** The program with sandboxes of the chromium driver, in a real Electron with Chromium's own sandbox on. */
export class SandboxApp implements AsyncDisposable {
  private readonly waiting: ((answer: Answer) => void)[] = [];
  private readonly ended: Promise<unknown>;
  /** The last of what it wrote on stderr. */
  private said = '';

  private constructor(
    private readonly child: ChildProcess,
    /** Where it keeps what outlives it. */
    readonly userData: string,
    private readonly owned: DisposableStore,
  ) {
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('ANSWER ')) this.waiting.shift()?.(JSON.parse(line.slice(7)) as Answer);
    });
    // Who writes to a program that is ending hears of its end.
    child.stdin!.on('error', () => {});
    child.stderr!.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-2000)));
    void this.ended.then(() => {
      for (const settle of this.waiting.splice(0)) settle({ error: this.epitaph() });
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
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, DISPLAY: display.name },
    });
    return new SandboxApp(child, userData, owned);
  }

  /** @throws Error that names the question and what the program said, when there is no answer in time */
  async ask(question: Question): Promise<Answer> {
    const line = writeQuestion(question);
    if (this.child.exitCode !== null || this.child.signalCode !== null) return { error: this.epitaph() };
    const answered = new Promise<Answer>((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin!.write(`${line}\n`);
    });
    const deadline = new AbortController();
    const tooLate = setTimeout(patience, undefined, { signal: deadline.signal }).then(() => {
      // What it answers later belongs to no question any more.
      this.child.kill('SIGKILL');
      throw new Error(
        `No answer after ${patience / 1000} s to ${line.slice(0, 500)}\nThe program said:\n${this.said || 'nothing'}`,
      );
    });
    tooLate.catch(() => {});
    try {
      return await Promise.race([answered, tooLate]);
    } finally {
      deadline.abort();
    }
  }

  /** Command lines of its processes. */
  processes(): Promise<string[]> {
    return processesMentioning(this.userData);
  }

  /** kill -9. */
  killHard(): void {
    this.child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.stdin!.end();
    const deadline = new AbortController();
    const tooLate = setTimeout(longestEnd, undefined, { signal: deadline.signal });
    tooLate.then(
      () => this.child.kill('SIGKILL'),
      () => {},
    );
    await this.ended;
    deadline.abort();
    await this.owned[Symbol.asyncDispose]();
  }

  private epitaph(): string {
    return `the program ended with ${this.child.signalCode ?? this.child.exitCode}; it said:\n${this.said || 'nothing'}`;
  }
}

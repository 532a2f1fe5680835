import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import { AppError } from '#shared/rpc/errors.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** A Chromium or Chrome of this machine: `CHROME_PATH`, else one on the path. */
export function findBrowser(): string | undefined {
  const { CHROME_PATH, PATH = '' } = process.env;
  if (CHROME_PATH) return CHROME_PATH;
  const folders = PATH.split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find((file) => existsSync(file));
}

/** A browser without a window, driven through its developer tools' protocol. */
export class BenchBrowser implements AsyncDisposable {
  private nextId = 1;
  private readonly waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  private session: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => {
      const { id, result, error } = JSON.parse(data.toString()) as {
        id?: number;
        result?: unknown;
        error?: { message: string };
      };
      const waiting = this.waiting.get(id ?? 0);
      this.waiting.delete(id ?? 0);
      if (error) waiting?.reject(new AppError('internalError', `The browser refused: ${error.message}`));
      else waiting?.resolve(result as never);
    });
  }

  /** @throws AppError when the browser ends before it can be driven */
  static async start(executable: string): Promise<BenchBrowser> {
    const profile = await mkdtemp(path.join(os.tmpdir(), 'reflow-browser-'));
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
    const args = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...quiet, ...root];
    const child = spawn(executable, [...args, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        const found = /ws:\/\/\S+/.exec(line);
        if (found) resolve(found[0]);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new AppError('internalError', `${executable} ended with ${code}.`)));
    });
    const socket = new WebSocket(address, { perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const browser = new BenchBrowser(child, profile, socket);
    const { targetId } = await browser.call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const attached = await browser.call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    browser.session = attached.sessionId;
    await browser.call('Emulation.setDeviceMetricsOverride', {
      ...{ width: 1440, height: 900, deviceScaleFactor: 1, mobile: false },
    });
    await browser.call('Performance.enable', { timeDomain: 'threadTicks' });
    return browser;
  }

  async open(address: string): Promise<void> {
    await this.call('Page.navigate', { url: address });
  }

  /** The value of an expression in the page; a promise is waited for. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.call<{ result: { value: T }; exceptionDetails?: { text: string } }>(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
    );
    if (exceptionDetails) throw new AppError('internalError', `In the page: ${exceptionDetails.text}`);
    return result.value;
  }

  async mouse(type: 'mouseMoved' | 'mousePressed' | 'mouseReleased', x: number, y: number): Promise<void> {
    const button = type === 'mouseMoved' ? 'none' : 'left';
    await this.call('Input.dispatchMouseEvent', { type, x, y, button, clickCount: 1 });
  }

  /** Seconds of processor time that scripts have taken in the page so far: what else the machine is busy with does not count. */
  async scriptSeconds(): Promise<number> {
    const { metrics } = await this.call<{ metrics: { name: string; value: number }[] }>('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0;
  }

  private call<T = unknown>(method: string, params: object = {}): Promise<T> {
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params, ...(this.session ? { sessionId: this.session } : {}) }));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.socket.close();
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

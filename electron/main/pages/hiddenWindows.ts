import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { app, BrowserWindow, MessageChannelMain, session, type MessagePortMain, type Session } from 'electron';
import { sandboxPageChannel } from '#shared/desktop/sandboxPage.ts';
import type { HiddenPage, HiddenPages, PageListener, PageStart } from '../../backend/sandbox/chromium/hiddenPage.ts';
import { denyPermissions } from './hardening.ts';
import { sandboxScheme } from './schemes.ts';

const origin = `${sandboxScheme}://runner`;

/** Files that a page may ask for, with their type; all are the program's own. */
const served: Readonly<Record<string, string>> = {
  '/page.html': 'text/html; charset=utf-8',
  '/page.js': 'text/javascript; charset=utf-8',
  '/javascript.js': 'text/javascript; charset=utf-8',
  '/python.js': 'text/javascript; charset=utf-8',
  '/python.json': 'application/json',
  '/pyodide/pyodide.mjs': 'text/javascript; charset=utf-8',
  '/pyodide/pyodide.asm.mjs': 'text/javascript; charset=utf-8',
  '/pyodide/pyodide.asm.wasm': 'application/wasm',
  '/pyodide/pyodide-lock.json': 'application/json',
  '/pyodide/python_stdlib.zip': 'application/zip',
  '/pyodide/snapshot.bin': 'application/octet-stream',
};

/** What scripts may do: the page starts its worker; JavaScript's worker makes code of text and loads nothing; Python's loads Pyodide. */
const policies: Readonly<Record<string, string>> = {
  '/page.html': "default-src 'none'; script-src 'self'; worker-src 'self'",
  '/javascript.js': "default-src 'none'; script-src 'unsafe-eval'",
  '/python.js': "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self'",
};

/** Milliseconds for which a measurement of all processes is good. */
const freshness = 90;

/** Hidden windows for the chromium driver (S1): each in a process and a session of its own that keeps nothing and reaches nothing. */
export class HiddenWindows implements HiddenPages {
  readonly version = process.versions.chrome;
  /** Chromium's own sandbox is the boundary; root does without, by this switch. */
  readonly problem = app.commandLine.hasSwitch('no-sandbox')
    ? "Chromium's own sandbox is switched off (--no-sandbox): start Reflow Studio as an ordinary user without that switch, or use bubblewrap."
    : undefined;
  /**
   * A process that is stopped does not see its program end. On Linux pages end with the namespace of processes that Chromium makes for
   * them; elsewhere one would be left.
   */
  readonly canHold = process.platform === 'linux';
  private readonly places: boolean[] = [];
  private measured = { at: 0, processes: new Map<number, { bytes: number; seconds: number | null }>() };

  /**
   * @param folder the built files of `resources/runners/chromium`
   * @param preload hands the ports to the page
   */
  constructor(
    private readonly folder: string,
    private readonly preload: string,
  ) {}

  async open(start: PageStart, listener: PageListener): Promise<HiddenPage> {
    const place = this.takePlace();
    const own = this.sessionAt(place);
    const window = new BrowserWindow({
      show: false,
      skipTaskbar: true,
      webPreferences: {
        session: own,
        preload: this.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        webgl: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    });
    const gone = this.whenGone(window).finally(() => {
      if (!window.isDestroyed()) window.destroy();
      this.places[place] = false;
    });
    try {
      await Promise.race([
        window.loadURL(`${origin}/page.html`),
        gone.then(() => Promise.reject(new Error('its process ended while it loaded'))),
      ]);
    } catch (failure) {
      if (!window.isDestroyed()) window.destroy();
      throw failure;
    }
    const pid = window.webContents.getOSProcessId();
    const page = listenTo(listener.fromPage);
    const worker = listenTo(listener.fromWorker);
    window.webContents.postMessage(sandboxPageChannel, start, [page.theirs, worker.theirs]);
    return {
      gone,
      post: (message) => page.ours.postMessage(message),
      memoryBytes: () => this.measure(pid)?.bytes ?? null,
      processorSeconds: () => this.measure(pid)?.seconds ?? null,
      hold: (held) => {
        if (this.canHold) signal(pid, held ? 'SIGSTOP' : 'SIGCONT');
      },
      // Not Chromium's own way of crashing a page, which writes a crash report for each.
      kill: () => signal(pid, 'SIGKILL'),
    };
  }

  /** The lowest free number: sessions live as long as the program, so they are used again. */
  private takePlace(): number {
    const free = this.places.indexOf(false);
    const place = free < 0 ? this.places.length : free;
    this.places[place] = true;
    return place;
  }

  private sessionAt(place: number): Session {
    // Without "persist:" a session is kept in memory only.
    const own = session.fromPartition(`sandbox-${place}`, { cache: false });
    if (own.protocol.isProtocolHandled(sandboxScheme)) return own;
    own.protocol.handle(sandboxScheme, ({ url }) => this.answer(url));
    own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !url.startsWith(`${origin}/`) }));
    own.on('will-download', (event) => event.preventDefault());
    denyPermissions(own);
    return own;
  }

  private async answer(url: string): Promise<Response> {
    const { pathname } = new URL(url);
    const type = served[pathname];
    const contents =
      type === undefined ? undefined : await readFile(path.join(this.folder, pathname)).catch(() => undefined);
    if (!contents) return new Response('Not found', { status: 404 });
    return new Response(new Uint8Array(contents), {
      headers: {
        'content-type': type!,
        'content-security-policy': policies[pathname] ?? "default-src 'none'",
        // Page and worker share memory, which Chromium allows only to a page that nothing foreign can be in.
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      },
    });
  }

  private whenGone({ webContents }: BrowserWindow): Promise<'memory' | 'ended'> {
    return new Promise((resolve) => {
      webContents.once('render-process-gone', (_event, { reason }) => resolve(reason === 'oom' ? 'memory' : 'ended'));
      webContents.once('destroyed', () => resolve('ended'));
    });
  }

  /** One measurement of all processes serves every sandbox that asks at the time. */
  private measure(pid: number): { bytes: number; seconds: number | null } | undefined {
    if (performance.now() - this.measured.at > freshness) {
      const entries = app.getAppMetrics().map(({ pid: each, memory, cpu }) => {
        const figures = { bytes: memory.workingSetSize * 1024, seconds: cpu.cumulativeCPUUsage ?? null };
        return [each, figures] as const;
      });
      this.measured = { at: performance.now(), processes: new Map(entries) };
    }
    return this.measured.processes.get(pid);
  }
}

/** A channel to a page: our end, which hears what comes, and theirs. */
function listenTo(hear: (message: unknown) => void): { ours: MessagePortMain; theirs: MessagePortMain } {
  const { port1: ours, port2: theirs } = new MessageChannelMain();
  ours.on('message', ({ data }) => hear(data));
  ours.start();
  return { ours, theirs };
}

function signal(pid: number, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

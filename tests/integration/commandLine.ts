import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { RpcClient } from '#shared/rpc/client.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';

export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const command = path.join(projectRoot, 'electron/cli/reflow-studio.mjs');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Standard output's lines, parsed. */
  lines: Record<string, unknown>[];
}

/** Runs `reflow-studio` to its end. */
export async function reflowStudio(args: string[], environment: Record<string, string> = {}): Promise<Finished> {
  const child = spawn(process.execPath, [command, ...args], { env: { ...process.env, ...environment } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, stdout, stderr, lines };
}

/** A running `reflow-studio serve`, on free ports. */
export class Served implements AsyncDisposable {
  private constructor(
    readonly child: ChildProcess,
    readonly ready: { rpc: string; http: string; metrics: string; editor: string },
    /** All that it wrote to standard error. */
    public stderr: string,
  ) {
    child.stderr!.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  static async start(
    workspace: string,
    args: string[] = [],
    environment: Record<string, string> = {},
  ): Promise<Served> {
    const ports = ['--port', '0', '--http-port', '0', '--metrics-port', '0'];
    const child = spawn(process.execPath, [command, 'serve', '--workspace', workspace, ...ports, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    let complaint = '';
    const hear = (chunk: Buffer): void => void (complaint += chunk.toString());
    child.stderr.on('data', hear);
    const ready = await new Promise<Served['ready']>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Served['ready']));
      child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${complaint}`)));
    });
    child.stderr.off('data', hear);
    return new Served(child, ready, complaint);
  }

  /** The token of the ready line. */
  get token(): string {
    return new URL(this.ready.editor).searchParams.get('token')!;
  }

  /** A client with the editor's rights. */
  async connect(): Promise<RpcClient> {
    return new RpcClient(await WebSocketTransport.connect(this.ready.rpc, { token: this.token }));
  }

  /** A client without the token, as any program is. */
  async connectAsCaller(): Promise<RpcClient> {
    return new RpcClient(await WebSocketTransport.connect(this.ready.rpc));
  }

  /** Sends a signal that it goes on after. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    return ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** A temporary folder with files. */
export class Folder implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async make(files: Record<string, string>): Promise<Folder> {
    const folder = new Folder(await mkdtemp(path.join(os.tmpdir(), 'reflow-test-')));
    for (const [name, text] of Object.entries(files)) await folder.write(name, text);
    return folder;
  }

  path(name: string): string {
    return path.join(this.root, name);
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(path.dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A program that was killed may have children that write for a moment longer.
    await rm(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

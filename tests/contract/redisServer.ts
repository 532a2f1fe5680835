import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';

/** A real Redis of a test's own, on a free port, which keeps nothing unless its flags say otherwise. It can be ended and started again. */
export class RedisServer implements AsyncDisposable {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly flags: readonly string[],
  ) {}

  static async start(...flags: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(path.join(tmpdir(), 'reflow-redis-')), flags);
    await server.launch();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A client of the test's own, to see what anybody else would see. */
  client(options: { password?: string; username?: string } = {}): Redis {
    const client = new Redis({ port: this.port, host: '127.0.0.1', protocol: 2, ...options });
    // Tests end the server under it.
    client.on('error', () => {});
    return client;
  }

  async launch(): Promise<void> {
    const kept = ['--save', '', '--appendonly', 'no', '--dir', this.folder];
    const base = [...(this.flags.includes('--tls-port') ? [] : ['--port', String(this.port)]), ...kept];
    const child = spawn('redis-server', [...base, '--bind', '127.0.0.1', ...this.flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.process = child;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`redis-server ended:\n${log}`)));
      child.stdout.on('data', (text: Buffer) => {
        log += text.toString();
        if (log.includes('Ready to accept connections')) resolve();
      });
    });
  }

  /** Sends a signal; ends, stops or continues it. */
  signal(name: NodeJS.Signals): void {
    this.process?.kill(name);
  }

  async kill(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../contract/redisServer.ts';
import { projectRoot } from './commandLine.ts';

/** The deployment's own nginx configuration, run by a real nginx in front of servers of this machine. */
export class NginxServer implements AsyncDisposable {
  private errors = '';

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {
    process.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  /** Lines of the access log, one a finished connection: address, method and path, status, server. */
  get log(): string[] {
    return readFileSync(path.join(this.folder, 'access.log'), 'utf8').split('\n').slice(0, -1);
  }

  /** @param servers ports of RPC and of HTTP of each server */
  static async start(servers: readonly { rpc: number; http: number }[]): Promise<NginxServer> {
    const port = await freePort();
    const folder = await mkdtemp(path.join(os.tmpdir(), 'reflow-nginx-'));
    const config = await readFile(path.join(projectRoot, 'resources/deploy/nginx/nginx.conf'), 'utf8');
    const here = config
      .replace('listen 8080;', `listen 127.0.0.1:${port};`)
      .replace('/dev/stdout', path.join(folder, 'access.log'));
    await writeFile(path.join(folder, 'nginx.conf'), here);
    const list = (ports: number[]) =>
      ports.map((one) => `server 127.0.0.1:${one} max_fails=1 fail_timeout=5s;\n`).join('');
    await writeFile(path.join(folder, 'rpc.conf'), list(servers.map(({ rpc }) => rpc)));
    await writeFile(path.join(folder, 'http.conf'), list(servers.map(({ http }) => http)));
    const args = ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', `daemon off; pid ${folder}/nginx.pid;`];
    const child = spawn('nginx', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const server = new NginxServer(port, folder, child);
    try {
      await server.up();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
    return server;
  }

  /** Waits until it answers, whatever it answers. */
  private async up(): Promise<void> {
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`nginx ended: ${this.errors}`);
      const answers = await fetch(`http://127.0.0.1:${this.port}/health`).then(
        () => true,
        () => false,
      );
      if (answers) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

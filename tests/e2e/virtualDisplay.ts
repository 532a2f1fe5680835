import { spawn, type ChildProcess } from 'node:child_process';

/** A display that nobody sees, for the desktop window. */
export class VirtualDisplay implements AsyncDisposable {
  private constructor(
    private readonly server: ChildProcess,
    /** For `DISPLAY`. */
    readonly name: string,
  ) {}

  static async start(): Promise<VirtualDisplay> {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const number = await new Promise<string>((resolve, reject) => {
      server.once('error', reject);
      server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it was ready.`)));
      server.stdio[3]!.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    });
    return new VirtualDisplay(server, `:${number}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    this.server.kill();
    await ended;
  }
}

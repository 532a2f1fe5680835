import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { AppError } from '#shared/rpc/errors.ts';

/** A command of this program in a process of its own that prints one JSON line when it is ready. */
export class ChildServer implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly ready: Readonly<Record<string, string>>,
  ) {}

  /** @throws AppError when it ends before it is ready */
  static async start(args: string[]): Promise<ChildServer> {
    const child = spawn(process.execPath, [process.argv[1]!, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
    const lines = createInterface({ input: child.stdout });
    const ready = await new Promise<Record<string, string>>((resolve, reject) => {
      lines.once('line', (line) => resolve(JSON.parse(line) as Record<string, string>));
      child.once('exit', (code) =>
        reject(new AppError('internalError', `${args[0]} ended with ${code} before it was ready. ${complaint}`)),
      );
    });
    return new ChildServer(child, ready);
  }

  get pid(): number {
    return this.child.pid!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await exited;
  }
}

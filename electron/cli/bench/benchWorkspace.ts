import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A temporary workspace with one trivial actor a language, with a whole core a sandbox (B). */
export class BenchWorkspace implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async make(preload = 1): Promise<BenchWorkspace> {
    const root = await mkdtemp(path.join(os.tmpdir(), 'reflow-bench-'));
    const files = {
      'reflow.yaml':
        'workspace:\n  sandbox:\n    python: { cpu: 1 }\n    javascript: { cpu: 1 }\n    pool: { preload_count: ' +
        preload +
        ' }\n',
      'python_echo.actor.py': 'async def process(context):\n    return {"output": context.get_input("input")}\n',
      'javascript_echo.actor.js':
        'export async function process(context) {\n  return { output: context.getInput("input") };\n}\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
    return new BenchWorkspace(root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

export const benchActors = { Python: 'python_echo', JavaScript: 'javascript_echo' } as const;

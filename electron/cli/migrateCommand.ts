import { chmod, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { ParserChild } from '../backend/parsers/parserChild.ts';
import { ParserFailure } from '../backend/parsers/parserFailure.ts';
import type { Migration } from '../backend/migration/migration.ts';
import { unifiedDiff } from '../backend/migration/unifiedDiff.ts';
import { atomicWrite } from '../backend/system/atomicWrite.ts';
import { backendResources } from './backendResources.ts';
import { exitCodes } from './exitCodes.ts';

/** One file of `migrate --json`. */
interface FileResult {
  readonly file: string;
  readonly status: 'migrated' | 'unchanged' | 'failed';
  /** Why it was left alone. */
  readonly message?: string;
  readonly component?: string;
  readonly inports?: readonly object[];
  readonly outports?: readonly object[];
  /** What could not be proved, by line of the migrated file. */
  readonly todos?: readonly object[];
  readonly diff?: string;
}

/** `migrate FILE…`: old actors in today's form (L1). Nothing of them is run; without `--write` nothing is written. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('turn old actors, process(inputs, state) and its like, into actors of today')
    .argument('<files...>', 'actor files')
    .option('--write', 'rewrite the files in place instead of printing a diff')
    .option('--json', 'print {"files": [...]}')
    .action(async (files: string[], options: { write?: boolean; json?: boolean }) => {
      const results: FileResult[] = [];
      await using parsers = new Parsers();
      for (const file of files) {
        const result = await migrateFile(file, parsers, options.write ?? false);
        results.push(result);
        if (!options.json) print(result, options.write ?? false);
      }
      if (options.json) process.stdout.write(`${JSON.stringify({ files: results })}\n`);
      if (results.some(({ status }) => status === 'failed')) process.exitCode = exitCodes.failed;
    });
}

/** A parser process, and another one when a file was too much for the first. */
class Parsers implements AsyncDisposable {
  private child: ParserChild | undefined;

  async migrate(absolute: string, file: string): Promise<Migration> {
    const { parserProcess, pythonGrammar } = backendResources();
    const limits = { memory: 256, timeLimit: 20_000, largestFile: 2 * 1024 ** 2 };
    this.child ??= new ParserChild({ entry: parserProcess, grammar: pythonGrammar, ...limits });
    try {
      return await this.child.migrate({ absolute, path: path.basename(file) });
    } catch (error) {
      if (!(error instanceof ParserFailure)) throw error;
      await this.child[Symbol.asyncDispose]();
      this.child = undefined;
      return { kind: 'failed', at: { line: 1, column: 1 }, message: error.message };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child?.[Symbol.asyncDispose]();
  }
}

async function migrateFile(file: string, parsers: Parsers, write: boolean): Promise<FileResult> {
  const absolute = path.resolve(file);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isFile())
    return {
      file,
      status: 'failed',
      message: found ? 'This is no file. Name the actor files.' : 'There is no such file.',
    };
  const migration = await parsers.migrate(absolute, file);
  if (migration.kind === 'failed') {
    const { line, column } = migration.at;
    return { file, status: 'failed', message: `${line}:${column}: ${migration.message}` };
  }
  if (migration.kind === 'none')
    return { file, status: 'unchanged', message: 'This file declares no actor; it was left as it is.' };
  const { component } = migration;
  if (migration.kind === 'current')
    return { file, status: 'unchanged', component, message: `${component} is migrated already; it was left as it is.` };
  const { text, inports, outports, notes } = migration;
  const original = await readFile(absolute, 'utf8');
  const diff = unifiedDiff(file.replace(/^\/+/, ''), original, text);
  if (write) {
    // A link stays a link: what it leads to is replaced.
    const target = await realpath(absolute);
    try {
      await atomicWrite(target, text);
      await chmod(target, found.mode);
    } catch (error) {
      return { file, status: 'failed', message: (error as Error).message };
    }
  }
  return { file, status: 'migrated', component, inports, outports, todos: notes, diff };
}

function print({ file, status, message, diff, todos, component }: FileResult, write: boolean): void {
  if (status === 'failed') process.stderr.write(`${file}: ${message}\n`);
  else if (status === 'unchanged') process.stdout.write(`${file}: ${message}\n`);
  else if (!write) process.stdout.write(diff!);
  else
    process.stdout.write(
      `${file}: ${component} is migrated.${todos!.length > 0 ? ` Look at ${todos!.length} TODO.` : ''}\n`,
    );
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { transform } from 'esbuild';
import type { ComponentDescription, ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';

/** An actor's code as another server loads it. */
export interface RemoteCode {
  readonly source: string;
  /** The same code has the same name everywhere, and other code another. */
  readonly name: string;
  readonly runtime: ScriptRuntime;
}

/**
 * Reads the code of a component that is to run elsewhere.
 * @param descriptions of all components, to tell files with several actors
 * @throws AppError `invalidParams` for a component that cannot be sent, with the reason; `notFound` when its file is gone
 */
export async function readRemoteCode(
  root: string,
  component: ComponentDescription,
  descriptions: readonly ComponentDescription[],
): Promise<RemoteCode> {
  const { file, name, badge, kind } = component;
  if (kind !== 'script' || file === null)
    throw new AppError(
      'invalidParams',
      `${name} is a ${kind} component: only Python and JavaScript actors run elsewhere.`,
    );
  if (descriptions.some((other) => other.file === file && other.name !== name))
    throw new AppError(
      'invalidParams',
      `${file} declares several actors. Give ${name} a file of its own to run it elsewhere.`,
    );
  const text = await readFile(path.resolve(root, file), 'utf8').catch((cause: Error) => {
    throw new AppError('notFound', `${file} cannot be read: ${cause.message}.`, undefined, { cause });
  });
  const source = badge === 'typescript' ? (await transform(text, { loader: 'ts' })).code : text;
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 12);
  const plain = name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, 80);
  return { source, name: `${plain}-${hash}`, runtime: badge === 'python' ? 'python' : 'javascript' };
}

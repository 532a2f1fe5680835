import { createHash } from 'node:crypto';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { javascriptSources } from '../../sandbox/bundle/javascriptBundle.ts';
import { bundlePython } from '../../sandbox/bundle/pythonBundle.ts';
import { readInside } from '../../sandbox/bundle/readSource.ts';

/** An actor's code as another server loads it: its file, and the files of the workspace that it imports. Packages are the server's own. */
export interface RemoteCode {
  readonly source: string;
  /** Relative to the workspace. */
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  /** The same code has the same name everywhere, and other code another. */
  readonly name: string;
  readonly runtime: 'python' | 'javascript' | 'typescript';
}

/**
 * Reads the code of a component that is to run elsewhere.
 * @param descriptions of all components, to tell files with several actors
 * @throws AppError `invalidParams` for a component that cannot be sent, with the reason; `notFound` when its file is gone;
 *   `actorFailed` when what it imports cannot be found
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
  const { [file]: source, ...files } =
    badge === 'python' ? await pythonFiles(root, file) : await javascriptFiles(root, file);
  const hash = createHash('sha256')
    .update(JSON.stringify([file, source, files]))
    .digest('hex')
    .slice(0, 12);
  const plain = name.replaceAll(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, 80);
  const runtime = badge === 'python' || badge === 'typescript' ? badge : 'javascript';
  return { source: source!, path: file, files, name: `${plain}-${hash}`, runtime };
}

async function pythonFiles(root: string, entry: string): Promise<Record<string, string>> {
  return (await bundlePython(root, entry)).files;
}

async function javascriptFiles(root: string, entry: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const file of (await javascriptSources(root, entry)).toSorted())
    files[file] = (await readInside(root, file)) ?? '';
  return files;
}

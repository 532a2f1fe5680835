import { createHash } from 'node:crypto';
import path from 'node:path';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { bundleJavaScript } from './javascriptBundle.ts';
import { bundlePython } from './pythonBundle.ts';

/** What an actor needs, read from the workspace once (S7): all that its sandbox ever sees of it. */
export interface Bundle {
  /** By path relative to the workspace, with forward slashes. */
  readonly files: Record<string, string>;
  readonly entry: string;
  /** Every file of the workspace that went into it, the entry included. */
  readonly sources: readonly string[];
  /** Every file that was read, those of packages included; relative to the workspace or absolute. */
  readonly inputs: readonly string[];
  /** Changes when the files do. */
  readonly hash: string;
}

export interface BundleOptions {
  /** Text in place of the actor's own file. */
  source?: string | undefined;
  /** Of an actor outside the workspace: the folder whose files it may import; its own where missing. */
  folder?: string | undefined;
  /** Folder of the workspace's packages. */
  packages?: string | undefined;
}

/**
 * Bundles an actor with what it imports. Nothing is run.
 * @param root absolute path of the workspace
 * @throws AppError `actorFailed` for a file that does not parse, names file and line; `notFound` when the file is gone
 */
export async function bundleActor(
  root: string,
  actor: DiscoveredScriptActor,
  { source, packages, folder: given }: BundleOptions = {},
): Promise<Bundle> {
  const { file_path: file, runtime } = actor;
  // A file outside the workspace (`load`, `--actors`) has its own folder in the workspace's place.
  const isElsewhere = path.isAbsolute(file);
  const folder = isElsewhere ? (given ?? path.dirname(file)) : root;
  const entry = isElsewhere ? path.relative(folder, file).replaceAll(path.sep, '/') : file;
  const { files, sources, inputs } =
    runtime === 'python'
      ? await bundlePython(folder, entry, source)
      : await bundleJavaScript(folder, entry, actor.entry, { source, packages });
  const hash = createHash('sha256');
  for (const [file, text] of Object.entries(files)) hash.update(`${file}\0${text}\0`);
  return { files, entry, sources, inputs, hash: hash.digest('hex') };
}

import { createHash } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { FileReading, FileRequest } from '../readers/fileReader.ts';
import type { Component } from '../registry/component.ts';
import type { ComponentRegistry } from '../registry/componentRegistry.ts';

export interface ActorLoaderOptions {
  workspaceRoot: string;
  /** Absolute paths of files and folders outside the workspace that `--actors` named. */
  allowedPaths: readonly string[];
  /** Where source that came without a file is kept; made when first needed. */
  sourceFolder: string;
  registry: Pick<ComponentRegistry, 'register' | 'replace' | 'unregister' | 'descriptions'>;
  /** Parses actor files, never runs them (D2). */
  read(requests: readonly FileRequest[]): Promise<readonly FileReading[]>;
  /** `file_path` is absolute for a file outside the workspace; `folder` is what holds all that it may import, where that is not its own. */
  createComponent(discovered: DiscoveredScriptActor, folder?: string): Component;
}

/** Extensions of actor files by the runtimes that `load` may name; the first is the usual one. */
const extensions = { python: ['py'], javascript: ['js', 'mjs', 'cjs'], typescript: ['ts', 'mts', 'cts'] };

/** An actor that comes as text (R2). */
export interface GivenSource {
  readonly source: string;
  readonly name: string;
  readonly runtime: keyof typeof extensions;
  /** Where the source stands among the files; NAME.actor.EXTENSION where missing. */
  readonly path?: string | undefined;
  /** Other files, which the source may import. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/** Namespace of actors that were loaded as source, or from outside the workspace. */
const loadedNamespace = 'loaded';

/** Brings actors into the registry that nobody discovered: a file that no pattern matches, or source (R2). */
export class ActorLoader {
  private readonly loaded = new Map<string, DiscoveredScriptActor>();
  /** The hash of all texts of what was given as source, by qualified name. */
  private readonly given = new Map<string, string>();

  constructor(private readonly options: ActorLoaderOptions) {}

  /** What was loaded here, by qualified name. */
  discovered(qualifiedName: string): DiscoveredScriptActor | undefined {
    return this.loaded.get(qualifiedName);
  }

  /**
   * @returns the ids of the file's actors, in the order of the file
   * @throws AppError `forbidden` for a path outside, `notFound`, `invalidParams` for a file that declares no actor
   */
  async loadFile(file: string): Promise<string[]> {
    const { real, relative } = await this.locate(file);
    const known = this.options.registry.descriptions().filter(({ file }) => file === (relative ?? real));
    if (known.length > 0) return known.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).map(({ id }) => id);
    const actors = await this.readActors({ absolute: real, path: relative ?? path.basename(real) });
    return actors.map((actor) =>
      this.register(relative === undefined ? inLoadedNamespace({ ...actor, file_path: real }) : actor),
    );
  }

  /** The qualified name that source is loaded under. */
  nameOf({ name }: GivenSource): string {
    return `${loadedNamespace}.${name}`;
  }

  /**
   * @returns the actor's id
   * @throws AppError `invalidParams` for a name or path that cannot be a file's, or source without an actor
   */
  async loadSource(given: GivenSource): Promise<string> {
    const { name, source } = given;
    if (!/^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,99}$/u.test(name))
      throw new AppError(
        'invalidParams',
        `${JSON.stringify(name)} cannot name an actor: use letters, digits, "_", "-" and ".".`,
      );
    const { entry, files } = filesOf(given);
    const qualifiedName = this.nameOf(given);
    const hash = createHash('sha256')
      .update(JSON.stringify([entry, source, files]))
      .digest('hex');
    const known = this.loaded.get(qualifiedName);
    if (known && this.given.get(qualifiedName) === hash) return this.idOf(known);
    const folder = path.join(this.options.sourceFolder, `${name}-${hash.slice(0, 12)}`);
    for (const [file, text] of [[entry, source] as const, ...files]) {
      await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    const realFolder = await realpath(folder);
    const file = path.join(realFolder, entry);
    const [actor] = await this.readActors({ absolute: file, path: path.basename(file) });
    const id = this.register(inLoadedNamespace({ ...actor!, component: name, file_path: file }), realFolder);
    this.given.set(qualifiedName, hash);
    return id;
  }

  /** Takes out what was loaded here; false for anything else. */
  forget(qualifiedName: string): boolean {
    this.given.delete(qualifiedName);
    return this.loaded.delete(qualifiedName) && this.options.registry.unregister(qualifiedName);
  }

  /** Links are followed first, so that none leads out (X3). */
  private async locate(file: string): Promise<{ real: string; relative: string | undefined }> {
    const { workspaceRoot, allowedPaths } = this.options;
    const refusal = new AppError(
      'forbidden',
      `${file} is outside the workspace. Put it inside ${workspaceRoot}, or name it to serve with --actors.`,
    );
    const root = await realpath(workspaceRoot);
    const wanted = path.resolve(workspaceRoot, file);
    const real = await realpath(wanted).catch(() => undefined);
    if (real === undefined) {
      const isInside = inside(root, wanted) !== undefined || inside(workspaceRoot, wanted) !== undefined;
      if (isInside) throw new AppError('notFound', `There is no file ${file} in the workspace ${workspaceRoot}.`);
      throw allowedPaths.includes(wanted) ? new AppError('notFound', `There is no file ${file}.`) : refusal;
    }
    const relative = inside(root, real);
    if (relative !== undefined) return { real, relative };
    for (const allowed of allowedPaths) {
      const place = await realpath(allowed).catch(() => undefined);
      if (place === real || (place !== undefined && inside(place, real) !== undefined))
        return { real, relative: undefined };
    }
    throw refusal;
  }

  private async readActors(request: FileRequest): Promise<DiscoveredScriptActor[]> {
    const [reading] = await this.options.read([request]);
    if (reading && reading.actors.length > 0) return reading.actors;
    const problem = reading?.problems[0];
    throw new AppError(
      'invalidParams',
      problem
        ? `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`
        : `${request.path} declares no actor.`,
    );
  }

  private register(discovered: DiscoveredScriptActor, folder?: string): string {
    const component = this.options.createComponent(discovered, folder);
    const { namespace, name } = component.description;
    const qualifiedName = `${namespace}.${name}`;
    if (this.loaded.has(qualifiedName)) this.options.registry.replace(component);
    else this.options.registry.register(component);
    this.loaded.set(qualifiedName, discovered);
    return this.idOf(discovered);
  }

  private idOf({ component, workspace_metadata: { namespace } }: DiscoveredScriptActor): string {
    const { registry } = this.options;
    return registry.descriptions().find((each) => each.namespace === namespace && each.name === component)!.id;
  }
}

/** The most files that may come with a source. */
const mostFiles = 2000;

/** @throws AppError `invalidParams` for paths that lead elsewhere, or are no file's */
function filesOf({ name, runtime, path: place, files = {} }: GivenSource): {
  entry: string;
  files: [string, string][];
} {
  const known = extensions[runtime];
  const entry = place ?? `${name}.actor.${known[0]!}`;
  const others = Object.entries(files).filter(([file]) => file !== entry);
  const wrong = [entry, ...others.map(([file]) => file)].find((file) => !isFilePath(file));
  if (wrong !== undefined)
    throw new AppError(
      'invalidParams',
      `${JSON.stringify(wrong)} cannot be a file's path: write it relative, with "/", and without "..".`,
    );
  if (!known.includes(path.posix.extname(entry).slice(1)))
    throw new AppError('invalidParams', `${entry} is no ${runtime} file: its name ends in .${known.join(' or .')}.`);
  if (others.length > mostFiles)
    throw new AppError(
      'invalidParams',
      `${others.length} files are too many to come with an actor: ${mostFiles} at most.`,
    );
  return { entry, files: others };
}

function isFilePath(file: string): boolean {
  return (
    file.length <= 400 &&
    file.split('/').every((part) => /^[^\\:\p{Cc}]{1,200}$/u.test(part) && part !== '.' && part !== '..')
  );
}

function inLoadedNamespace(actor: DiscoveredScriptActor): DiscoveredScriptActor {
  return { ...actor, workspace_metadata: { ...actor.workspace_metadata, namespace: loadedNamespace } };
}

/** The path within the folder, with forward slashes; undefined when it is outside. */
function inside(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return relative.split(path.sep).join('/');
}

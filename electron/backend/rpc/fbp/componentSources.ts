import path from 'node:path';
import { z } from 'zod';
import type { DiscoveryProblem } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { WorkspaceFiles } from '../../workspace/workspaceFiles.ts';
import type { ComponentNames } from './componentNames.ts';

const extensions = new Map([
  ['python', 'py'],
  ['javascript', 'js'],
  ['typescript', 'ts'],
]);

export const sourcePayload = z.object({
  name: z.string().regex(/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u, 'use letters, digits, "_", "-" and "."'),
  language: z.string(),
  library: z.string().optional(),
  code: z.string(),
  tests: z.string().optional(),
});

/** What reading and writing the code of components needs of the back end. */
export interface SourceHost {
  readonly files: WorkspaceFiles;
  readonly names: ComponentNames;
  problems(): readonly DiscoveryProblem[];
  /** Reads all actor files again, and has the registry follow. */
  rediscover(): Promise<void>;
}

/** `component:getsource` and `component:source`: actor files of the workspace, with their fbp-spec suite beside them. */
export class ComponentSources {
  constructor(private readonly host: SourceHost) {}

  /** `component:source`'s payload. @throws AppError `notFound` for an unknown component or one without a file */
  async read(name: string) {
    const component = this.host.names.find(name);
    if (!component) throw new AppError('notFound', `Component not found: ${name}`);
    const { file, badge } = component;
    if (file === null) throw new AppError('notFound', `${name} is built in: it has no source.`);
    const { text } = await this.host.files.read(file);
    const tests = await this.host.files.read(specFile(file)).catch(() => undefined);
    const slash = name.lastIndexOf('/');
    return {
      name: component.name,
      library: slash < 0 ? component.namespace : name.slice(0, slash),
      language: badge,
      code: text,
      ...(tests ? { tests: tests.text } : {}),
    };
  }

  /**
   * Writes an actor's file and has it discovered.
   * @returns the names of the file's components
   * @throws AppError `forbidden` outside the workspace, `invalidParams` for code that declares no actor
   */
  async write({ name, language, library, code, tests }: z.output<typeof sourcePayload>): Promise<string[]> {
    const extension = extensions.get(language.toLowerCase());
    if (extension === undefined)
      throw new AppError(
        'invalidParams',
        `Components are written in ${[...extensions.keys()].join(', ')}, not ${language}.`,
      );
    const known = this.host.names.find(library === undefined ? name : `${library}/${name}`);
    if (known && known.kind !== 'script')
      throw new AppError('conflict', `${known.name} is a ${known.kind} component. Choose another name.`);
    const folder = library === undefined || library === 'default' ? '' : `${library.replaceAll('.', '/')}/`;
    const file = known?.file ?? `${folder}${name}.actor.${extension}`;
    const before = await this.host.files.read(file).catch(() => undefined);
    await this.host.files.write(file, code, before?.hash ?? null);
    if (tests !== undefined) await this.overwrite(specFile(file), tests);
    await this.host.rediscover();
    const problem = this.host.problems().find((one) => one.file === file);
    if (problem) throw new AppError('invalidParams', `${file}:${problem.line}:${problem.column}: ${problem.message}`);
    const names = [...this.host.names.all()].filter(([, one]) => one.file === file).map(([found]) => found);
    if (names.length > 0) return names;
    throw new AppError(
      'invalidParams',
      `${file} was written, but no actor was found in it. Do script_patterns in reflow.yaml match it?`,
    );
  }

  private async overwrite(file: string, text: string): Promise<void> {
    const before = await this.host.files.read(file).catch(() => undefined);
    await this.host.files.write(file, text, before?.hash ?? null);
  }
}

/** `rolling.spec.yaml` beside `rolling.actor.py`. */
function specFile(file: string): string {
  const stem = path.posix.basename(file).replace(/(\.actor)?\.\w+$/, '');
  return path.posix.join(path.posix.dirname(file), `${stem}.spec.yaml`);
}

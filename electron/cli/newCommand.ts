import path from 'node:path';
import { Command, Option } from 'commander';
import { exampleWorkspaces } from '#shared/desktop/examples.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { openCatalogue } from './catalogue.ts';
import { findWorkspace } from './findWorkspace.ts';
import { makeWorkspace } from '../backend/workspace/newWorkspace.ts';
import { examplesFolder } from './bench/examplesFolder.ts';
import { makeFolder } from '../backend/system/makeFolder.ts';
import { Workspace } from '../backend/workspace/workspace.ts';

interface NewOptions {
  runtime: Language;
  example?: string;
  workspace?: string;
  json?: boolean;
}

type Language = 'python' | 'javascript' | 'typescript';
const extensions: Record<Language, string> = { python: 'py', javascript: 'js', typescript: 'ts' };

/** `new NAME`: an actor file from its language's template, or with `--example` a workspace: an example's copy in the folder NAME. */
export function newCommand(): Command {
  return new Command('new')
    .description('make a new actor file from a template, or a workspace from an example')
    .argument('<name>', 'name of the component; with --example, the folder of the workspace')
    .addOption(new Option('--runtime <language>', 'language').choices(Object.keys(extensions)).default('python'))
    .option('--workspace <folder>', 'workspace folder (the nearest one above that has a reflow.yaml, else this folder)')
    .addOption(
      new Option('--example <example>', 'make a workspace that is a copy of an example').choices(
        exampleWorkspaces.map((example) => example.name),
      ),
    )
    .option('--json', 'print {"path": …}')
    .action(async (name: string, options: NewOptions) => {
      if (options.example !== undefined) {
        const folder = path.resolve(name);
        await makeWorkspace(folder, path.join(examplesFolder(), options.example));
        const next = `Made ${name}. Open it: reflow-studio serve --workspace ${name}`;
        process.stdout.write(`${options.json ? JSON.stringify({ path: folder }) : next}\n`);
        return;
      }
      const root = path.resolve(options.workspace ?? (await findWorkspace('actor', undefined)));
      const stem = fileStem(name);
      await makeFolder(root);
      await refuseTaken(root, name);
      await using workspace = new Workspace(root, [], Date.now);
      const file = await workspace.createActor(
        `actors/${stem}.actor.${extensions[options.runtime]}`,
        options.runtime,
        name,
      );
      process.stdout.write(
        options.json ? `${JSON.stringify({ path: file })}\n` : `Made ${path.relative('', path.join(root, file))}\n`,
      );
    });
}

/** In another language or file of the same folder the name would mean two actors (D8). */
async function refuseTaken(root: string, name: string): Promise<void> {
  await using catalogue = await openCatalogue(root);
  const taken = catalogue.result.actors.find(
    ({ component, workspace_metadata }) => component === name && workspace_metadata.namespace === 'actors',
  );
  if (taken)
    throw new AppError(
      'conflict',
      `An actor called ${name} is already there, in ${taken.file_path}. Choose another name.`,
    );
}

/** What can be read as one name wherever components are named: no path, no namespace, no quotation mark. */
const legalName = /^[\p{L}\p{M}\p{N}_ -]{1,100}$/u;

/** `RollingMean` is in rolling_mean.actor.py; letters of any script stay as they are. */
function fileStem(name: string): string {
  const stem = (legalName.test(name) ? name : '')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase();
  if (stem === '')
    throw new AppError(
      'invalidParams',
      `\`${name.slice(0, 100)}\` names no actor: use letters, digits, \`_\` and \`-\`, 100 at most, such as RollingMean.`,
    );
  return stem;
}

import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { Workspace } from '../backend/workspace/workspace.ts';

type Language = 'python' | 'javascript' | 'typescript';
const extensions: Record<Language, string> = { python: 'py', javascript: 'js', typescript: 'ts' };

/** `new NAME`: an actor file from its language's template. */
export function newCommand(): Command {
  return new Command('new')
    .description('make a new actor file from a template')
    .argument('<name>', 'name of the component')
    .addOption(new Option('--runtime <language>', 'language').choices(Object.keys(extensions)).default('python'))
    .option('--workspace <folder>', 'workspace folder', '.')
    .option('--json', 'print {"path": …}')
    .action(async (name: string, options: { runtime: Language; workspace: string; json?: boolean }) => {
      const root = path.resolve(options.workspace);
      await mkdir(root, { recursive: true });
      await using workspace = new Workspace(root, [], Date.now);
      const stem = name
        .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
        .replaceAll(/\W+/g, '_')
        .toLowerCase();
      const file = await workspace.createActor(
        `actors/${stem}.actor.${extensions[options.runtime]}`,
        options.runtime,
        name,
      );
      process.stdout.write(
        options.json ? `${JSON.stringify({ path: file })}\n` : `Made ${path.join(options.workspace, file)}\n`,
      );
    });
}

import { Command } from 'commander';
import { writeJsonText } from '#shared/message/jsonText.ts';
import { openCatalogue } from './catalogue.ts';
import { existingFolder } from './existingFolder.ts';
import { exitCodes } from './exitCodes.ts';

/** `discover DIR`: the actors of a folder and what is wrong with its files (D10, P2). Nothing of them is run. */
export function discoverCommand(): Command {
  return new Command('discover')
    .description('list the actors of a folder, without running anything')
    .argument('<folder>', 'workspace folder')
    .option('--strict', 'exit with 1 when there are problems')
    .option('--json', 'print actors, problems and namespaces as JSON')
    .action(async (folder: string, options: { strict?: boolean; json?: boolean }) => {
      await using catalogue = await openCatalogue(await existingFolder(folder));
      const { actors, problems, namespaces, durationMs } = catalogue.result;
      if (options.json) {
        const graphs = catalogue.graphs.map(({ path: file_path, namespace, name, graph }) => ({
          ...{ component: name, namespace, file_path },
          inports: Object.keys(graph.inports),
          outports: Object.keys(graph.outports),
        }));
        const json = { actors, problems, namespaces, graphs, discovery_time_ms: durationMs };
        process.stdout.write(`${writeJsonText(json)}\n`);
      } else {
        for (const { component, runtime, file_path: file, line } of actors)
          process.stdout.write(`${component}\t${runtime}\t${file}:${line}\n`);
        for (const { file, line, column, message } of problems)
          process.stderr.write(`${file}:${line}:${column}: ${message}\n`);
        process.stdout.write(`${actors.length} actors, ${problems.length} problems, ${Math.round(durationMs)} ms\n`);
      }
      if (options.strict && problems.length > 0) process.exitCode = exitCodes.failed;
    });
}

import path from 'node:path';
import { Command } from 'commander';
import { validateGraph } from '#shared/graph/validateGraph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import { parseGraphText } from '../backend/workspace/graphFormat.ts';
import { placeProblems } from '../backend/workspace/composition/placeProblems.ts';
import { openCatalogue } from './catalogue.ts';
import { exitCodes } from './exitCodes.ts';
import { findWorkspace } from './findWorkspace.ts';
import { problemText } from './problemText.ts';
import { readGraphText } from './readGraphText.ts';

/** `validate GRAPH`: lists every problem; exit code 1 when there are errors (G7). Runs nothing. */
export function validateCommand(): Command {
  return new Command('validate')
    .description('list everything that is wrong with a graph, without running it')
    .argument('<graph>', 'graph file')
    .option('--workspace <folder>', 'workspace whose actors the graph uses')
    .option('--json', 'print {"problems": [...]}')
    .action(async (graph: string, options: { workspace?: string; json?: boolean }) => {
      const problems = await problemsOf(graph, options.workspace);
      if (options.json) process.stdout.write(`${JSON.stringify({ problems })}\n`);
      else for (const problem of problems) process.stdout.write(problemText(problem));
      if (!options.json && problems.length === 0) process.stdout.write('No problems.\n');
      if (problems.some((problem) => problem.severity === 'error')) process.exitCode = exitCodes.failed;
    });
}

async function problemsOf(file: string, workspace: string | undefined): Promise<GraphProblem[]> {
  try {
    const graph = parseGraphText(await readGraphText(file), path.basename(file));
    const root = await findWorkspace(file, workspace);
    await using catalogue = await openCatalogue(root);
    const relative = path.relative(root, path.resolve(file)).split(path.sep).join('/');
    return [
      ...validateGraph(graph, catalogue.lookup),
      ...placeProblems(graph, relative, catalogue.graphs, catalogue.lookup),
    ];
  } catch (error) {
    return reasons(error).map((message) => ({ severity: 'error', message }));
  }
}

/** A reflow.yaml can have many problems. */
function reasons(error: unknown): string[] {
  const problems =
    error instanceof AppError ? (error.data as { problems?: string[] } | undefined)?.problems : undefined;
  return problems ?? [error instanceof Error ? error.message : String(error)];
}

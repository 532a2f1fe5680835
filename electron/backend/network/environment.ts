import { isMetadata, type Graph, type GraphNode } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';

/**
 * The variables that a node declares in `metadata.env_vars` (N12), as its sandbox gets them:
 * `{"KEY": "required" | "optional" | "optional:default"}`.
 * @throws AppError `invalidParams` naming a required one that is not set
 */
export function nodeEnvironment(
  node: GraphNode,
  available: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const declared = node.metadata['env_vars'];
  const environment: Record<string, string> = {};
  if (!isMetadata(declared)) return environment;
  for (const [name, rule] of Object.entries(declared)) {
    const given = Object.hasOwn(available, name) ? available[name] : undefined;
    if (given !== undefined) environment[name] = given;
    else if (typeof rule === 'string' && rule.startsWith('optional:'))
      environment[name] = rule.slice('optional:'.length);
    else if (rule === 'required')
      throw new AppError(
        'invalidParams',
        `${node.id} needs the environment variable ${name}, which is not set. Set ${name}, or keep it as a secret of the workspace, and start again.`,
      );
  }
  return environment;
}

/** The names of all variables that the nodes of a graph declare. */
export function declaredVariables(graph: Graph): Set<string> {
  const names = new Set<string>();
  for (const { metadata } of Object.values(graph.processes))
    if (isMetadata(metadata['env_vars'])) for (const name of Object.keys(metadata['env_vars'])) names.add(name);
  return names;
}

import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import { nodeTitle, type Graph } from '#shared/graph/graph.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import { preventsRun, validateGraph } from '#shared/graph/validateGraph.ts';
import { composedWorkspace, connectedWorkspace } from '#shared/rpc/contract.ts';
import type { CompositionParams } from '#shared/rpc/methods/workspaceMethods.ts';
import type { ComposedWorkspace } from '#shared/rpc/results.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { composeWorkspace } from './composition/composeWorkspace.ts';
import { qualifiedGraph } from './composition/findGraph.ts';
import { placeProblems } from './composition/placeProblems.ts';
import type { GraphCatalogue } from './graphCatalogue.ts';
import { graphName, type Workspace } from './workspace.ts';

/** The name of the composed workspace as a graph: in state, logs and recordings. */
const composedName = 'workspace';

/** A graph, what it is called, and all that is wrong with it. */
export interface NamedGraph {
  readonly graph: Graph;
  readonly name: string;
  readonly problems: GraphProblem[];
}

/** The graphs of a workspace as they are to be checked and run: each by itself, or all as one (G6, G7). */
export class WorkspaceGraphs {
  constructor(
    private readonly workspace: Workspace,
    private readonly catalogue: GraphCatalogue,
    private readonly lookup: ComponentLookup,
  ) {}

  /** Everything that is wrong with a graph (G7). @param file relative to the workspace; undefined for one that is none of its files */
  validate(graph: Graph, file: string | undefined): GraphProblem[] {
    return [...validateGraph(graph, this.lookup), ...placeProblems(graph, file, this.catalogue.graphs, this.lookup)];
  }

  /** The graphs of the workspace as one (G6). @throws AppError `notFound` for a path that is none of theirs */
  compose({ graphs: paths, namespaces, autoConnect }: CompositionParams): ComposedWorkspace {
    const named = namespaces === undefined ? this.catalogue : this.catalogue.namedBy(namespaces);
    const unknown = paths?.find((path) => !named.graphs.some((source) => source.path === path));
    if (unknown !== undefined) throw new AppError('notFound', `${unknown} is no graph of the workspace.`);
    const own = new Map(this.catalogue.graphs.map((source) => [source.path, qualifiedGraph(source)]));
    const composed = composeWorkspace({
      sources: named.graphs.filter(({ path }) => paths === undefined || paths.includes(path)),
      components: this.lookup,
      componentOf: (path) => own.get(path)!,
      autoConnect: autoConnect ?? false,
    });
    // Wires to nodes inside graphs have been checked; as wires of one graph they would lead nowhere.
    const inside = validateGraph(composed.graph, this.lookup).filter(
      ({ connection, node }) => connection === undefined || node !== undefined,
    );
    return { ...composed, problems: [...composed.problems, ...inside] };
  }

  /** The graph of a path: that of a file with its edits, or the workspace as one graph. @throws AppError `notFound` */
  async named(path: string): Promise<NamedGraph> {
    if (path === composedWorkspace || path === connectedWorkspace) {
      const { graph, problems } = this.compose({ autoConnect: path === connectedWorkspace });
      return { graph, name: composedName, problems };
    }
    const { graph, path: file } = await this.workspace.document(path);
    return { graph, name: graphName(graph, path), problems: this.validate(graph, file) };
  }

  /** @throws AppError `invalidParams` with all that prevents the run */
  async runnable(path: string): Promise<NamedGraph> {
    const named = await this.named(path);
    const fatal = named.problems.filter(preventsRun);
    if (fatal.length === 0) return named;
    const sentences = fatal.map((problem) => sentenceOf(problem, named.graph));
    // A graph that cannot be read is missing as a component.
    for (const { file, message } of this.catalogue.unreadableFiles)
      sentences.push(`${file} cannot be read: ${message.replace(/[^.!?]$/, '$&.')}`);
    throw new AppError('invalidParams', `${path} cannot run: ${sentences.join(' ')}`, { problems: fatal });
  }
}

/** What is wrong, at which node, and what to do. */
function sentenceOf({ message, node: id, fix }: GraphProblem, graph: Graph): string {
  const node = id === undefined ? undefined : graph.processes[id];
  const isNamed = !node || [node.id, nodeTitle(node)].some((name) => message.includes(name));
  const place = isNamed ? '' : ` (at ${nodeTitle(node)})`;
  return `${message.replace(/[.]$/, '')}${place}${/[!?]$/.test(message) && isNamed ? '' : '.'} ${fix ?? ''}`.trim();
}

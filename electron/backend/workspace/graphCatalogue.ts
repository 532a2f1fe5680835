import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DiscoveryProblem } from '#shared/actor/actor.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { graphProperty } from '#shared/graph/subgraph/exportedPorts.ts';
import { disposable } from '../system/lifetime.ts';
import { componentLookup } from '../registry/componentLookup.ts';
import type { ComponentRegistry } from '../registry/componentRegistry.ts';
import { GraphComponent, type GraphSource } from '../registry/graph/graphComponent.ts';
import { graphNamespace, type NamespaceStrategy } from './composition/namespaces.ts';
import { parseGraphText } from './graphFormat.ts';
import { graphName } from './workspace.ts';

/** What the catalogue needs of the workspace. */
export interface GraphFiles {
  readonly root: string;
  graphs(): Promise<{ path: string }[]>;
  /** The graph of an open document, edits included; undefined when it is not open. */
  openGraph(path: string): Promise<Graph | undefined>;
}

/** Files read at the same time. */
const readAtOnce = 32;

/** Keeps the graphs of the workspace in the registry, each a component under its own name (N11). Reading runs nothing (G5). */
export class GraphCatalogue {
  private readonly sources = new Map<string, GraphSource>();
  private readonly unreadable = new Map<string, DiscoveryProblem>();
  private readonly registered = new Map<string, { path: string; component: GraphComponent }>();
  private clashes: DiscoveryProblem[] = [];
  private toldProblems = '[]';
  private readonly components;

  constructor(
    private readonly files: GraphFiles,
    private readonly registry: ComponentRegistry,
    private readonly strategy: NamespaceStrategy,
  ) {
    this.components = componentLookup(registry);
  }

  /** Graph files that cannot be read or that have the name of something else (D8). */
  get problems(): DiscoveryProblem[] {
    return [...this.unreadable.values(), ...this.clashes];
  }

  /** Graph files that cannot be read. */
  get unreadableFiles(): DiscoveryProblem[] {
    return [...this.unreadable.values()];
  }

  /** All graphs that can be read, by path. */
  get graphs(): GraphSource[] {
    return [...this.sources.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  /** The same graphs, with namespaces found in another way. */
  namedBy(strategy: NamespaceStrategy): { graphs: GraphSource[] } {
    return {
      graphs: this.graphs.map((source) => ({
        ...source,
        namespace: graphProperty(source.graph, 'namespace') ?? graphNamespace(source.path, strategy),
      })),
    };
  }

  /** Reads every graph of the workspace. */
  async load(): Promise<void> {
    const paths = (await this.files.graphs()).map((file) => file.path);
    for (let at = 0; at < paths.length; at += readAtOnce)
      await Promise.all(paths.slice(at, at + readAtOnce).map((file) => this.read(file)));
    this.register();
  }

  /** A graph file, or its open document, may have changed or gone. */
  async changed(file: string): Promise<void> {
    const before = this.sources.get(file);
    await this.read(file);
    const source = this.sources.get(file);
    const known = source && this.registered.get(`${source.namespace}.${source.name}`);
    const isSame = before?.name === source?.name && before?.namespace === source?.namespace;
    // Most edits concern nobody else.
    if (!source || known?.path !== file || !isSame) this.register();
    else if (known.component.update(source)) this.registry.descriptionChanged();
  }

  /** Keeps the descriptions of graphs in step with those of the components in them. */
  followRegistry(): Disposable {
    const listening = this.registry.onChange(() => this.register());
    return disposable(() => listening[Symbol.dispose]());
  }

  private async read(file: string): Promise<void> {
    try {
      const open = await this.files.openGraph(file);
      const graph = open ?? parseGraphText(await readFile(path.join(this.files.root, file), 'utf8'), file);
      const namespace = graphProperty(graph, 'namespace') ?? graphNamespace(file, this.strategy);
      this.sources.set(file, { path: file, namespace, name: graphName(graph, file), graph });
      this.unreadable.delete(file);
    } catch (error) {
      this.sources.delete(file);
      this.unreadable.delete(file);
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.unreadable.set(file, { file, line: 1, column: 1, message: (error as Error).message });
    }
  }

  /** Of graphs with one name, the first by path has it; an actor has it before any graph. */
  private register(): void {
    this.clashes = [];
    let hasChanged = false;
    const wanted = new Map<string, GraphSource>();
    for (const source of this.graphs) {
      const name = `${source.namespace}.${source.name}`;
      const other = wanted.get(name)?.path ?? actorFile(this.registry, name);
      if (other === undefined) wanted.set(name, source);
      else this.clashes.push(clash(source.path, name, other));
    }
    for (const [name, { component }] of this.registered) {
      if (wanted.has(name) && this.registry.get(name) === component) continue;
      if (this.registry.get(name) === component) this.registry.unregister(name);
      this.registered.delete(name);
    }
    for (const [name, source] of wanted) {
      const known = this.registered.get(name);
      if (known) {
        known.path = source.path;
        hasChanged = known.component.update(source) || hasChanged;
        continue;
      }
      const component = new GraphComponent(source, this.components);
      this.registry.register(component);
      this.registered.set(name, { path: source.path, component });
    }
    const problems = JSON.stringify(this.problems);
    if (hasChanged || problems !== this.toldProblems) this.registry.descriptionChanged();
    this.toldProblems = problems;
  }
}

function actorFile(registry: ComponentRegistry, name: string): string | undefined {
  const description = registry.get(name)?.description;
  if (!description || description.kind === 'graph') return undefined;
  return description.file ?? 'the program';
}

function clash(file: string, name: string, other: string): DiscoveryProblem {
  const message = `The graph ${name} has the name of a component in ${other}, which has it. Give one of them another name.`;
  return { file, line: 1, column: 1, message };
}

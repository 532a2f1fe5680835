import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import { Discovery, type DiscoveryResult } from '../backend/discovery/discovery.ts';
import { ParserPool } from '../backend/parsers/parserPool.ts';
import { loadConfig } from '../backend/config/loadConfig.ts';
import { DisposableStore } from '../backend/system/lifetime.ts';
import { ComponentRegistry } from '../backend/registry/componentRegistry.ts';
import { componentLookup } from '../backend/registry/componentLookup.ts';
import { describeScript } from '../backend/registry/script/describeScript.ts';
import type { GraphSource } from '../backend/registry/graph/graphComponent.ts';
import { ExpressionWorkers } from '../backend/registry/native/expression/expressionWorkers.ts';
import { nativeComponents } from '../backend/registry/native/nativeComponents.ts';
import { GraphCatalogue } from '../backend/workspace/graphCatalogue.ts';
import { Workspace } from '../backend/workspace/workspace.ts';
import { backendResources } from './backendResources.ts';

/** The components of a workspace, described and not runnable: enough to discover and to validate. */
export interface Catalogue extends AsyncDisposable {
  result: DiscoveryResult;
  graphs: GraphSource[];
  lookup: ComponentLookup;
}

/** @throws AppError when reflow.yaml is wrong */
export async function openCatalogue(root: string): Promise<Catalogue> {
  const config = await loadConfig(root, process.env);
  const owned = new DisposableStore();
  const { parserProcess, pythonGrammar, expressionWorker } = backendResources();
  const parsers = owned.add(new ParserPool({ entry: parserProcess, grammar: pythonGrammar }));
  const patterns = { patterns: config.script_patterns, exclusions: config.excluded_paths };
  const discovery = owned.add(new Discovery({ root, patterns, parsers }));
  const result = await discovery.scan();
  const expressions = owned.add(new ExpressionWorkers(expressionWorker));
  const registry = new ComponentRegistry();
  for (const component of nativeComponents({ workspaceRoot: root, permissions: config.permissions, expressions }))
    registry.register(component);
  for (const actor of result.actors)
    registry.register({
      description: describeScript(actor),
      createInstance: () => Promise.reject(new Error('This catalogue runs nothing.')),
    });
  const workspace = owned.add(new Workspace(root, config.excluded_paths, Date.now));
  const graphs = new GraphCatalogue(workspace, registry, config.namespace_strategy);
  await graphs.load();
  return {
    result: { ...result, problems: [...result.problems, ...graphs.problems] },
    graphs: graphs.graphs,
    lookup: componentLookup(registry),
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

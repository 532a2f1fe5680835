import { randomUUID } from 'node:crypto';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import type { Graph } from '#shared/graph/graph.ts';
import { preventsRun, validateGraph, type ComponentLookup } from '#shared/graph/validateGraph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { DriverStatus, GraphProblem, SystemStatus } from '#shared/rpc/live.ts';
import type { Packet } from './channel/packet.ts';
import type { WorkspaceConfig } from './config/configSchema.ts';
import { loadConfig, type ConfigFlags } from './config/loadConfig.ts';
import { Discovery } from './discovery/discovery.ts';
import { ParserPool } from './discovery/parserPool.ts';
import { DisposableStore } from './lifetime.ts';
import { Network, type NetworkHost } from './network/network.ts';
import { Runs } from './network/runs.ts';
import { LogHub } from './observability/logHub.ts';
import { componentLookup } from './registry/componentLookup.ts';
import { ComponentRegistry } from './registry/componentRegistry.ts';
import { nativeComponents } from './registry/native/nativeComponents.ts';
import { ScriptComponent } from './registry/script/scriptComponent.ts';
import { ScriptCatalogue } from './registry/scriptCatalogue.ts';
import { SandboxPool } from './sandbox/sandboxPool.ts';
import type { StateStore } from './state/stateStore.ts';
import { LmdbStateStore } from './state/lmdb/lmdbStateStore.ts';
import { RedisStateStore } from './state/redis/redisStateStore.ts';
import type { GraphDocument } from './workspace/graphDocument.ts';
import { Settings } from './workspace/settings.ts';
import { graphName, Workspace } from './workspace/workspace.ts';

/** Where the files are that the back end reads or starts; absolute paths. */
export interface BackendResources {
  runners: string;
  parserProcess: string;
  pythonGrammar: string;
  renderer: string;
}

export interface BackendOptions {
  workspaceRoot: string;
  resources: BackendResources;
  /** Whether this workspace's code may run (X1). */
  trusted: boolean;
  /** Keep up with changes of files. */
  watch: boolean;
  debug?: boolean;
  flags?: ConfigFlags;
  environment: Readonly<Record<string, string | undefined>>;
  /** Told when a person trusts the workspace or takes it back. */
  onTrust?: (trusted: boolean) => void;
}

/** How `serve` is reached. */
export interface ServeOptions {
  httpPort: number;
  metricsPort: number;
  /** Absolute paths of actor files that `load` may name though they are outside the workspace; loaded at start. */
  actors: string[];
  token: string | undefined;
  insecure: boolean;
}

export interface ServeAddresses {
  rpc: string;
  http: string;
  metrics: string;
  /** The editor with its token. */
  editor: string;
}

/**
 * The whole back end of one workspace. Electron's main process, `serve`, `run` and tests all make it here, and only here are its
 * parts put together.
 * @throws AppError with a sentence when reflow.yaml is wrong or the workspace cannot be used
 */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const config = await loadConfig(options.workspaceRoot, options.environment, options.flags);
  const backend = new Backend(options, config);
  try {
    await backend.start();
  } catch (error) {
    await backend[Symbol.asyncDispose]();
    throw error;
  }
  return backend;
}

export class Backend implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly registry = new ComponentRegistry();
  readonly lookup: ComponentLookup = componentLookup(this.registry);
  readonly log = new LogHub();
  readonly runs: Runs;
  private readonly owned = new DisposableStore();
  private readonly settings: Settings;
  private catalogue!: ScriptCatalogue;
  private sandboxes!: Sandboxes;
  private state!: StateStore;
  private rpc!: RpcServer;
  private trusted: boolean;

  /** Use `createBackend`. */
  constructor(
    private readonly options: BackendOptions,
    private readonly config: WorkspaceConfig,
  ) {
    this.trusted = options.trusted;
    this.workspace = this.owned.add(new Workspace(options.workspaceRoot, config.excluded_paths, Date.now));
    this.settings = new Settings(this.workspace.stateFolder);
    this.runs = new Runs({
      graphToRun: (graphPath) => this.graphToRun(graphPath),
      networkHost: (name) => this.networkHost(name),
      sandboxes: () => this.sandboxes.status().busy,
      newId: randomUUID,
      now: Date.now,
    });
  }

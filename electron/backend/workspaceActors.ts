import path from 'node:path';
import type { DiscoveredScriptActor, DiscoveryProblem, ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { WorkspaceConfig } from './config/configSchema.ts';
import { actorFilesIn } from './discovery/actorFilesIn.ts';
import { Discovery } from './discovery/discovery.ts';
import type { FilePatterns } from './discovery/filePatterns.ts';
import type { Foundation } from './foundation.ts';
import { ParserPool } from './parsers/parserPool.ts';
import { probe } from './registry/script/probe.ts';
import { SandboxChannels } from './registry/script/sandboxChannels.ts';
import { ScriptComponent } from './registry/script/scriptComponent.ts';
import type { ScriptServices } from './registry/script/scriptServices.ts';
import { Ticker } from './registry/script/ticker.ts';
import { TrialComponents } from './registry/script/trialComponents.ts';
import { ScriptCatalogue } from './registry/scriptCatalogue.ts';
import { WasmComponent } from './registry/wasm/wasmComponent.ts';
import type { WasmServices } from './registry/wasm/wasmServices.ts';
import { ActorHost } from './rpc/actorHost.ts';
import { ActorLoader } from './rpc/actorLoader.ts';
import { Sandboxes } from './sandbox/sandboxes.ts';
import { sharingOptions } from './sharedMemory/sharingOptions.ts';
import { DisposableStore } from './system/lifetime.ts';

/** Milliseconds in which a trial actor must answer. */
const probePatience = 15_000;

/** The actors of a workspace: found in its files, kept in the registry, run in sandboxes, and called without a graph. */
export class WorkspaceActors implements AsyncDisposable {
  readonly sandboxes: Sandboxes;
  /** Those that are called directly (R2). */
  readonly host: ActorHost;
  /** Brings those into the registry that nobody discovered (R2). */
  readonly loader: ActorLoader;
  readonly trials: TrialComponents;
  private readonly owned = new DisposableStore();
  private readonly services: ScriptServices;
  private readonly catalogue: ScriptCatalogue;
  readonly discovery: Discovery;

  /** @param onNoSandbox hears that a sandbox could not be had */
  constructor(
    private readonly foundation: Foundation,
    onNoSandbox: () => void,
  ) {
    const { options, config, workspace, registry, state, log, logger, metrics, trust } = foundation;
    const { resources, workspaceRoot: root } = options;
    const channels = new SandboxChannels();
    this.sandboxes = this.owned.add(
      new Sandboxes(
        config.sandbox,
        resources.runners,
        logger.child({ part: 'sandbox' }),
        {
          onReady: (sandbox) => channels.of(sandbox),
          onScarce: (runtime) => this.host.makeRoom(runtime),
          onPackages: (runtime, level, text) =>
            log.add({ actorId: `${runtime} packages`, graph: null, level, text, timestamp: Date.now() }),
        },
        options.hiddenPages,
        sharingOptions(config.shared_memory),
      ),
    );
    this.services = {
      ...{ root, state, channels, sandboxes: this.sandboxes, limits: config.sandbox, metrics: metrics.actors },
      ticker: this.owned.add(new Ticker()),
      logger: logger.child({ part: 'actors' }),
      onNoSandbox,
    };
    const wasm: WasmServices = {
      ...{ root, state, worker: resources.wasmWorker, ceiling: config.sandbox.ceiling, metrics: metrics.actors },
    };
    const createComponent = (actor: DiscoveredScriptActor, folder?: string): ScriptComponent | WasmComponent =>
      actor.runtime === 'wasm'
        ? new WasmComponent(actor, wasm)
        : new ScriptComponent(actor, { ...this.services, folder });
    this.catalogue = new ScriptCatalogue(registry, createComponent);
    const parsers = this.owned.add(
      new ParserPool({ entry: resources.parserProcess, grammar: resources.pythonGrammar, start: options.startParser }),
    );
    const read: ParserPool['read'] = (requests) => parsers.read(requests);
    this.discovery = this.owned.add(
      new Discovery({
        ...{ root, parsers, patterns: patternsOf(config) },
        cacheFile: path.join(workspace.stateFolder, 'discovery.json'),
      }),
    );
    this.loader = new ActorLoader({
      ...{ workspaceRoot: root, registry, createComponent, read },
      allowedPaths: options.actors ?? [],
      sourceFolder: path.join(workspace.stateFolder, 'loaded'),
    });
    this.host = this.owned.add(
      new ActorHost({
        registry,
        discovered: (name) => this.catalogue.discovered(name) ?? this.loader.discovered(name),
        isTrusted: () => trust.isTrusted,
        log: (record) => log.add(record),
        isScarce: (runtime) => this.sandboxes.isScarce(runtime),
        stateNamespace: config.redis.namespace,
      }),
    );
    this.trials = new TrialComponents(registry, this.services, read);
  }

  /** Of all actor files (D8). */
  get problems(): readonly DiscoveryProblem[] {
    return this.catalogue.problems;
  }

  /** Looks at all files of the workspace and brings what they declare into the registry. */
  async discover(): Promise<void> {
    this.catalogue.set(await this.discovery.scan());
  }

  /** Keeps up with changes of the files until the actors are disposed (D9). @param onChange after the registry has taken them over */
  async watch(onChange: () => void): Promise<void> {
    this.owned.add(
      await this.discovery.watch((change) => {
        this.catalogue.apply(change);
        onChange();
      }),
    );
  }

  /** Keeps sandboxes ready for the runtimes of the actors that were found. */
  preload(): void {
    this.sandboxes.preload(this.catalogue.runtimes, this.foundation.trust.isTrusted);
  }

  /** Loads what `--actors` named. Where no sandbox can be had the server starts all the same, and `/health` says why. */
  async loadNamed(): Promise<void> {
    const { options, config } = this.foundation;
    for (const named of options.actors ?? []) {
      const files = await actorFilesIn(named, patternsOf(config));
      if (files === undefined) await this.loadAndPrepare(named);
      // One bad file of a folder costs the others nothing (D8).
      else
        for (const file of files)
          await this.loadAndPrepare(file).catch(this.warning(['invalidParams', 'conflict'], file));
    }
  }

  private async loadAndPrepare(file: string): Promise<void> {
    for (const actor of await this.loader.loadFile(file))
      await this.host.prepare(actor).catch(this.warning(['noSandbox', 'poolExhausted'], actor));
  }

  /** Logs failures of these kinds, and throws others. */
  private warning(codes: readonly string[], about: string): (failure: unknown) => void {
    return (failure) => {
      if (!(failure instanceof AppError) || !codes.includes(failure.code)) throw failure;
      this.foundation.logger.warn({ about }, failure.message);
    };
  }

  /**
   * Runs a trial actor of each runtime that the workspace has actors of; where it has none, one that works is enough (O1). It waits for no
   * packages to be installed.
   * @throws AppError that says what does not run
   */
  async probe(): Promise<void> {
    const used = this.catalogue.runtimes;
    const one = (runtime: ScriptRuntime): Promise<void> =>
      Promise.race([probe(this.services, runtime, probePatience), this.refuseInstalling(runtime)]);
    if (used.length > 0) await Promise.all(used.map(one));
    else await one('python').catch(() => one('javascript'));
  }

  /** @throws AppError `noSandbox` while packages are being installed; else it never settles */
  private async refuseInstalling(runtime: ScriptRuntime): Promise<never> {
    await this.sandboxes.untilInstalling(runtime);
    throw new AppError('noSandbox', `the ${runtime} packages that reflow.yaml names are being installed`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }
}

function patternsOf({ discover_scripts: isOn, script_patterns, excluded_paths }: WorkspaceConfig): FilePatterns {
  return { patterns: isOn ? script_patterns : [], exclusions: excluded_paths };
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DiscoveredScriptActor, PortDefinition, ScriptRuntime } from '#shared/actor/actor.ts';
import type { WrittenLimits } from '#shared/actor/limits.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import { parseJson, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { packetOfJsonValue, type Packet } from '../../../electron/backend/channel/packet.ts';
import type { Firing } from '../../../electron/backend/registry/component.ts';
import { SandboxChannels } from '../../../electron/backend/registry/script/sandboxChannels.ts';
import { ScriptComponent } from '../../../electron/backend/registry/script/scriptComponent.ts';
import type { ScriptInstance } from '../../../electron/backend/registry/script/scriptInstance.ts';
import type { ScriptSandboxes } from '../../../electron/backend/registry/script/scriptServices.ts';
import { Ticker } from '../../../electron/backend/registry/script/ticker.ts';
import { LmdbStateStore } from '../../../electron/backend/state/lmdb/lmdbStateStore.ts';
import type { StateStore } from '../../../electron/backend/state/stateStore.ts';
import { PlainSandboxes } from './plainSandbox.ts';

/** What came out of one firing. */
export interface FiringResult {
  /** In order, in plain JSON form. */
  outputs: { port: string; json: string; type: string; returned: boolean }[];
  logs: { level: LogLevel; text: string }[];
  failure: ActorFailure | undefined;
}

export interface ActorFile {
  runtime: ScriptRuntime;
  source: string;
  /** Relative to the workspace. */
  file?: string;
  /** Other files of the workspace. */
  files?: Record<string, string>;
  entry?: string | null;
  component?: string;
  inports?: (string | PortDefinition)[];
  outports?: string[];
  config?: Metadata;
  configSchema?: Record<string, unknown>;
  limits?: WrittenLimits;
}

/** A workspace with actors, run in sandboxes through the host's own script components. */
export class ActorBench implements AsyncDisposable {
  readonly logs: { level: LogLevel; text: string }[] = [];
  readonly stale: (string | null)[] = [];
  private readonly channels = new SandboxChannels();
  private readonly ticker = new Ticker();
  private readonly owned: AsyncDisposable[] = [];

  private constructor(
    readonly root: string,
    private readonly sandboxes: ScriptSandboxes & AsyncDisposable,
    readonly state: StateStore,
    private readonly ceiling: WrittenLimits,
  ) {}

  static async open(
    sandboxes: ScriptSandboxes & AsyncDisposable = new PlainSandboxes(),
    wrap: (state: StateStore) => StateStore = (state) => state,
    ceiling: WrittenLimits = {},
  ): Promise<ActorBench> {
    const root = await mkdtemp(path.join(tmpdir(), 'actor-bench-'));
    return new ActorBench(root, sandboxes, wrap(LmdbStateStore.open({ folder: path.join(root, '.reflow') })), ceiling);
  }

  async component(actor: ActorFile): Promise<ScriptComponent> {
    return this.componentOf(await this.write(actor));
  }

  /** A component of a file that is in the workspace already. */
  componentOf(discovered: DiscoveredScriptActor): ScriptComponent {
    return new ScriptComponent(discovered, {
      root: this.root,
      sandboxes: this.sandboxes,
      state: this.state,
      channels: this.channels,
      ticker: this.ticker,
      limits: { python: {}, javascript: {}, ceiling: this.ceiling },
    });
  }

  async instance(
    component: ScriptComponent,
    { config = {}, limits = {}, actorId = 'node-1' }: Partial<ActorFile> & { actorId?: string } = {},
  ): Promise<ScriptInstance> {
    const instance = await component.createInstance({
      actorId,
      graph: 'test',
      config,
      state: { namespace: 'test', actorId },
      limits,
      environment: {},
      host: {
        log: (level, text) => this.logs.push({ level, text }),
        staleCode: (problem) => this.stale.push(problem),
      },
    });
    this.owned.push(instance);
    return instance;
  }

  async start(actor: ActorFile): Promise<ScriptInstance> {
    return this.instance(await this.component(actor), actor);
  }

  /** Writes an actor's files into the workspace; what discovery would say of it. */
  async write(actor: ActorFile): Promise<DiscoveredScriptActor> {
    const file = actor.file ?? (actor.runtime === 'python' ? 'actors/test.actor.py' : 'actors/test.actor.js');
    for (const [name, text] of Object.entries({ ...actor.files, [file]: actor.source })) {
      await mkdir(path.dirname(path.join(this.root, name)), { recursive: true });
      await writeFile(path.join(this.root, name), text);
    }
    return {
      component: actor.component ?? 'Test',
      description: '',
      file_path: file,
      runtime: actor.runtime,
      inports: (actor.inports ?? ['input']).map(port),
      outports: (actor.outports ?? ['output']).map(port),
      workspace_metadata: {
        namespace: 'default',
        version: '1.0.0',
        author: null,
        dependencies: [],
        runtime_requirements: { runtime_version: '', memory_limit: '512MB', cpu_limit: 0.5, timeout: 30 },
        config_schema: actor.configSchema ?? null,
        source_hash: '',
        last_modified: '',
      },
      tags: [],
      category: null,
      await_all_inports: null,
      declared_limits: {},
      permissions: [],
      line: 1,
      entry: actor.entry === undefined ? 'process' : actor.entry,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.owned.reverse()) await one[Symbol.asyncDispose]();
    this.ticker[Symbol.dispose]();
    await this.sandboxes[Symbol.asyncDispose]();
    await this.state[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
}

function port(declared: string | PortDefinition): PortDefinition {
  if (typeof declared !== 'string') return declared;
  return { name: declared, port_type: { type: 'any' }, required: true, description: '' };
}

/** Runs one firing over JSON texts of messages. */
export function fire(
  instance: ScriptInstance,
  inputs: Record<string, string> = {},
  timestamp?: number,
  onLog?: (text: string) => void,
): Promise<FiringResult> {
  return new Promise((resolve) => {
    instance.fire(recordingFiring(inputs, resolve, timestamp, onLog));
  });
}

/** Runs one firing over plain values. */
export function fireValues(
  instance: ScriptInstance,
  inputs: Record<string, Value>,
  onLog?: (text: string) => void,
): Promise<FiringResult> {
  const texts = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, writePlain(value)]));
  return fire(instance, texts, undefined, onLog);
}

function recordingFiring(
  inputs: Record<string, string>,
  done: (result: FiringResult) => void,
  timestamp: number | undefined,
  onLog: ((text: string) => void) | undefined,
): Firing {
  const result: FiringResult = { outputs: [], logs: [], failure: undefined };
  let isComplete = false;
  return {
    inputs: new Map(
      Object.entries(inputs).map(([name, json]) => [name, packetOfJsonValue(parseJson(json))] as [string, Packet]),
    ),
    timestamp,
    emit(name, packet, returned) {
      if (isComplete) throw new Error('an output after the end of its firing');
      const { type } = packet.message;
      result.outputs.push({ port: name, json: packet.plainJson, type, returned });
    },
    log: (level, text) => {
      result.logs.push({ level, text });
      onLog?.(text);
    },
    complete(failure) {
      if (isComplete) throw new Error('a firing was completed twice');
      isComplete = true;
      result.failure = failure;
      done(result);
    },
  };
}

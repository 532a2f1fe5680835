import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ComponentDescription, DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { configProblems, withDefaults } from '#shared/actor/configProblems.ts';
import { resolveLimits, type WrittenLimits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Component, InstanceOptions } from '../component.ts';
import { describeScript } from '../script/describeScript.ts';
import type { StateStore } from '../../state/stateStore.ts';
import type { WasmCode } from './wasmCode.ts';
import { WasmInstance } from './wasmInstance.ts';
import type { WasmServices } from './wasmServices.ts';
import { fileTrouble } from '../../system/fileTrouble.ts';

/** A `*.actor.wasm` of the workspace as a component (C4): WebAssembly through the Extism plug-in interface, off the main thread. */
export class WasmComponent implements Component {
  private readonly instances = new Map<WasmInstance, InstanceOptions>();
  private described: ComponentDescription;

  constructor(
    private actor: DiscoveredScriptActor,
    private readonly services: WasmServices,
  ) {
    this.described = describeScript(actor);
  }

  get description(): ComponentDescription {
    return this.described;
  }

  async createInstance(options: InstanceOptions): Promise<WasmInstance> {
    const schema = this.actor.workspace_metadata.config_schema;
    const config = withDefaults(schema, options.config);
    const [problem] = configProblems(schema, config);
    if (problem) throw new AppError('invalidParams', `The config of ${options.actorId} does not fit: ${problem}`);
    const own = { ...options, config };
    const code = await this.read(own);
    const instance = await WasmInstance.create(code, own, this.services, (gone) => this.instances.delete(gone));
    this.instances.set(instance, own);
    return instance;
  }

  /** The same on another state, for trials (N8). */
  onState(state: StateStore): WasmComponent {
    return new WasmComponent(this.actor, { ...this.services, state });
  }

  /** The file or its manifest changed: every live instance swaps its code between two messages (S8). */
  async update(discovered: DiscoveredScriptActor): Promise<void> {
    this.actor = discovered;
    this.described = describeScript(discovered);
    await Promise.all(
      [...this.instances].map(async ([instance, options]) => {
        try {
          await instance.reload(await this.read(options));
        } catch (error) {
          instance.stale((error as Error).message);
        }
      }),
    );
  }

  private async read(options: InstanceOptions): Promise<WasmCode> {
    const { actor } = this;
    const file = path.join(this.services.root, actor.file_path);
    const module = await readFile(file).catch((error: Error) => {
      throw new AppError('actorFailed', `${actor.file_path} cannot be read: ${fileTrouble(error)}.`, undefined, {
        cause: error,
      });
    });
    const limits = resolveLimits({
      actor: actor.declared_limits,
      node: options.limits,
      workspace: defaults,
      ceiling: this.services.ceiling,
    });
    return { actor, module: new Uint8Array(module), limits };
  }
}

/** A module seldom needs much; a thread's memory is the program's own. */
const defaults: WrittenLimits = { memory: '64MB', timeout: 30 };

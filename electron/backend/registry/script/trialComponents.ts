import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { FileReading, FileRequest } from '../../readers/fileReader.ts';
import type { StateStore } from '../../state/stateStore.ts';
import type { Component } from '../component.ts';
import type { ComponentRegistry } from '../componentRegistry.ts';
import { WasmComponent } from '../wasm/wasmComponent.ts';
import { ScriptComponent } from './scriptComponent.ts';
import type { ScriptServices } from './scriptServices.ts';

/** Components for trials (N8): as the registry has them, but on another state and, if wanted, with other source. */
export class TrialComponents {
  constructor(
    private readonly registry: ComponentRegistry,
    private readonly services: ScriptServices,
    private readonly read: (requests: readonly FileRequest[]) => Promise<readonly FileReading[]>,
  ) {}

  /** @throws AppError `notFound`; `invalidParams` for source that declares no actor, or of a component that has no file */
  async component(name: string, state: StateStore, source: string | undefined): Promise<Component> {
    const component = this.registry.resolve(name);
    if (!(component instanceof ScriptComponent)) {
      if (source === undefined) return component instanceof WasmComponent ? component.onState(state) : component;
      throw new AppError('invalidParams', `${name} is no script, so it cannot be tried with other source.`);
    }
    const { discovered } = component;
    const actor = source === undefined ? discovered : await this.readSource(discovered, source);
    return new ScriptComponent(actor, { ...this.services, state, source });
  }

  private async readSource(actor: DiscoveredScriptActor, source: string): Promise<DiscoveredScriptActor> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'reflow-trial-'));
    try {
      const absolute = path.join(folder, path.basename(actor.file_path));
      await writeFile(absolute, source);
      const [reading] = await this.read([{ absolute, path: actor.file_path }]);
      const found = reading?.actors.find(({ component }) => component === actor.component) ?? reading?.actors[0];
      if (found) return found;
      const problem = reading?.problems[0];
      throw new AppError(
        'invalidParams',
        problem
          ? `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`
          : `The edited source of ${actor.file_path} declares no actor.`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

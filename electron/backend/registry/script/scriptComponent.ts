import type { ComponentDescription, DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { configProblems, withDefaults } from '#shared/actor/configProblems.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { BundleCache } from '../../sandbox/bundle/bundleCache.ts';
import type { Component, InstanceOptions } from '../component.ts';
import { describeScript } from './describeScript.ts';
import { ScriptInstance } from './scriptInstance.ts';
import type { ScriptServices } from './scriptServices.ts';

/** A Python or JavaScript actor of the workspace as a component: every instance runs in a sandbox of its own. */
export class ScriptComponent implements Component {
  private readonly instances = new Set<ScriptInstance>();
  private readonly services: ScriptServices;
  private described: ComponentDescription;

  constructor(
    private actor: DiscoveredScriptActor,
    services: ScriptServices,
  ) {
    this.services = { ...services, bundles: new BundleCache() };
    this.described = describeScript(actor);
  }

  get description(): ComponentDescription {
    return this.described;
  }

  /** What was discovered last. */
  get discovered(): DiscoveredScriptActor {
    return this.actor;
  }

  async createInstance(options: InstanceOptions): Promise<ScriptInstance> {
    const { actor } = this;
    const schema = actor.workspace_metadata.config_schema;
    const config = withDefaults(schema, options.config);
    const [problem] = configProblems(schema, config);
    if (problem) throw new AppError('invalidParams', `The config of ${options.actorId} does not fit: ${problem}`);
    const instance = await ScriptInstance.create(actor, { ...options, config }, this.services, (gone) =>
      this.instances.delete(gone),
    );
    this.instances.add(instance);
    // Its file may have changed while it was being made.
    if (this.actor !== actor) void instance.reload(this.actor);
    return instance;
  }

  /** The file changed: every live instance swaps its code between two messages (S8). Settles when all have tried. */
  async update(discovered: DiscoveredScriptActor): Promise<void> {
    this.actor = discovered;
    this.described = describeScript(discovered);
    await Promise.all([...this.instances].map((instance) => instance.reload(discovered)));
  }
}

import type { DiscoveredScriptActor, ScriptRuntime } from '#shared/actor/actor.ts';
import { resolveLimits, resolveMessageSize, type Limits, type LimitSources } from '#shared/actor/limits.ts';
import type { LoadPayload } from '../../channel/frames.ts';
import { BundleCache } from '../../sandbox/bundle/bundleCache.ts';
import type { InstanceOptions } from '../component.ts';
import { loadPayload } from './loadPayload.ts';
import type { ScriptServices } from './scriptServices.ts';

/** An actor's code as an instance runs it, and what it may use. */
export interface InstanceCode {
  readonly actor: DiscoveredScriptActor;
  readonly load: LoadPayload;
  readonly limits: Limits;
  /** Who says so. */
  readonly limitSources: LimitSources;
}

/**
 * The code of an actor's file as it is now, for one node.
 * @throws AppError as `BundleCache.bundle`, and `noSandbox` when it demands more isolation than there is
 */
export async function codeOf(
  actor: DiscoveredScriptActor,
  options: InstanceOptions,
  { root, folder, source, sandboxes, limits, bundles = new BundleCache() }: ScriptServices,
): Promise<InstanceCode> {
  const runtime = runtimeOf(actor);
  const workspace = limits[runtime];
  if (actor.isolation) await sandboxes.demand?.(actor.isolation);
  const packages = await sandboxes.packages?.(runtime, options.signal);
  const bundle = await bundles.bundle(root, actor, { folder, source, packages });
  const load = loadPayload(actor, bundle, { ...options, largest: resolveMessageSize(workspace, limits.ceiling) });
  const limitSources = { actor: actor.declared_limits, node: options.limits, workspace, ceiling: limits.ceiling };
  return { actor, load, limits: resolveLimits(limitSources), limitSources };
}

/** WASM actors are no script components. */
export function runtimeOf({ runtime }: DiscoveredScriptActor): ScriptRuntime {
  return runtime === 'python' ? 'python' : 'javascript';
}

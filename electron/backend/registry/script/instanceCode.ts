import type { DiscoveredScriptActor, ScriptRuntime } from '#shared/actor/actor.ts';
import { resolveLimits, resolveMessageSize, type Limits } from '#shared/actor/limits.ts';
import type { LoadPayload } from '../../channel/frames.ts';
import { BundleCache } from '../../sandbox/bundle/bundleCache.ts';
import type { InstanceOptions } from '../component.ts';
import { loadPayload } from './loadPayload.ts';
import type { ScriptServices } from './scriptServices.ts';

/** The code of an actor's file as it is now, with what a sandbox is told beside it. @throws AppError as `BundleCache.bundle` */
export async function codeOf(
  actor: DiscoveredScriptActor,
  options: InstanceOptions,
  { root, folder, source, sandboxes, limits, bundles = new BundleCache() }: ScriptServices,
): Promise<LoadPayload> {
  const runtime = runtimeOf(actor);
  const packages = await sandboxes.packages?.(runtime, options.signal);
  const bundle = await bundles.bundle(root, actor, { folder, source, packages });
  return loadPayload(actor, bundle, { ...options, largest: resolveMessageSize(limits[runtime], limits.ceiling) });
}

/** The limits of a node of an actor (S3). */
export function limitsOf(
  actor: DiscoveredScriptActor,
  { limits: node }: InstanceOptions,
  { limits }: ScriptServices,
): Limits {
  return resolveLimits([actor.declared_limits, node, limits[runtimeOf(actor)]], limits.ceiling, node);
}

/** WASM actors are no script components. */
export function runtimeOf({ runtime }: DiscoveredScriptActor): ScriptRuntime {
  return runtime === 'python' ? 'python' : 'javascript';
}

import type { DiscoveredScriptActor, ScriptRuntime } from '#shared/actor/actor.ts';
import { resolveMessageSize, type LimitSources } from '#shared/actor/limits.ts';
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

/** Who limits a node of an actor (S3). */
export function limitSourcesOf(
  actor: DiscoveredScriptActor,
  { limits: node }: InstanceOptions,
  { limits }: ScriptServices,
): LimitSources {
  return { actor: actor.declared_limits, node, workspace: limits[runtimeOf(actor)], ceiling: limits.ceiling };
}

/** WASM actors are no script components. */
export function runtimeOf({ runtime }: DiscoveredScriptActor): ScriptRuntime {
  return runtime === 'python' ? 'python' : 'javascript';
}

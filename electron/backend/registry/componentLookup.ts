import { configProblems } from '#shared/actor/configProblems.ts';
import type { ComponentLookup } from '#shared/graph/validateGraph.ts';
import type { AppError } from '#shared/rpc/errors.ts';
import type { ComponentRegistry } from './componentRegistry.ts';

/** What validation asks the registry. */
export function componentLookup(registry: ComponentRegistry): ComponentLookup {
  return {
    find: (name) => (registry.has(name) ? registry.resolve(name).description : undefined),
    nearest(name) {
      try {
        registry.resolve(name);
        return [];
      } catch (error) {
        return ((error as AppError).data as { candidates?: string[] } | undefined)?.candidates ?? [];
      }
    },
    configProblems: ({ configSchema }, config) => configProblems(configSchema, config),
  };
}

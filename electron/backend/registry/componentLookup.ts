import { configProblems, withDefaults } from '#shared/actor/configProblems.ts';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import type { AppError } from '#shared/rpc/errors.ts';
import { qualifiedName, type ComponentRegistry } from './componentRegistry.ts';
import { GraphComponent } from './graph/graphComponent.ts';

/** What validation asks the registry. */
export function componentLookup(registry: ComponentRegistry): ComponentLookup {
  return {
    find: (name) => (registry.has(name) ? registry.resolve(name).description : undefined),
    subgraph(name) {
      const component = registry.has(name) ? registry.resolve(name) : undefined;
      return component instanceof GraphComponent ? { id: qualifiedName(component), graph: component.graph } : undefined;
    },
    nearest(name) {
      try {
        registry.resolve(name);
        return [];
      } catch (error) {
        return ((error as AppError).data as { candidates?: string[] } | undefined)?.candidates ?? [];
      }
    },
    configProblems: ({ configSchema }, config) => configProblems(configSchema, withDefaults(configSchema, config)),
  };
}

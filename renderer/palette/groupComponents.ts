import type { ComponentDescription } from '#shared/actor/actor.ts';

export interface PaletteGroup {
  readonly namespace: string;
  readonly categories: readonly { readonly name: string; readonly components: readonly ComponentDescription[] }[];
}

const uncategorised = 'other';

/** Namespaces with their categories (E4): the workspace's own by name, the built-in last; components keep their order. */
export function groupComponents(components: readonly ComponentDescription[]): PaletteGroup[] {
  const namespaces = groupBy(components, (component) => component.namespace);
  return [...namespaces]
    .toSorted(([a, first], [b, second]) => Number(isBuiltIn(first)) - Number(isBuiltIn(second)) || a.localeCompare(b))
    .map(([namespace, members]) => ({
      namespace,
      categories: [...groupBy(members, (component) => component.category ?? uncategorised)]
        .toSorted(([a], [b]) => Number(a === uncategorised) - Number(b === uncategorised) || a.localeCompare(b))
        .map(([name, inCategory]) => ({ name, components: inCategory })),
    }));
}

function isBuiltIn(components: readonly ComponentDescription[]): boolean {
  return components.every((component) => component.kind === 'native');
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

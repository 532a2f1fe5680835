import type { GraphSource } from '../../registry/graph/graphComponent.ts';

/** The graph of that name, which may be written `namespace.name` or `namespace/name`; the first by path where several have it. */
export function findGraph(
  all: readonly GraphSource[],
  name: string,
  namespace: string | undefined,
): GraphSource | undefined {
  if (namespace !== undefined) {
    const dotted = namespace.replaceAll('/', '.');
    return all.find((source) => source.name === name && source.namespace === dotted);
  }
  const dotted = name.replaceAll('/', '.');
  return all.find((source) => source.name === name) ?? all.find((source) => qualifiedGraph(source) === dotted);
}

/** `namespace.name`. */
export function qualifiedGraph({ namespace, name }: GraphSource): string {
  return `${namespace}.${name}`;
}

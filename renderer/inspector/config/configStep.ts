import { exactConfig, exactMetadata, withMetadata } from '#shared/graph/exactMetadata.ts';
import { isMetadata, nodeTitle, type GraphNode, type Metadata } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';
import type { Value } from '#shared/message/message.ts';

/**
 * The undoable step that gives a node a new config (G8, E3); undefined when it has that config already. A flat config is kept
 * flat, so that a file in that form stays as it was written.
 * @param config whole floats are `WholeFloat`
 */
export function configStep(node: GraphNode, config: Metadata): GraphStep | undefined {
  const before = exactConfig(node);
  const changed = changedKeys(before, config);
  if (changed.length === 0) return undefined;
  const label = changed.length === 1 ? `Set ${changed[0]} of ${nodeTitle(node)}` : `Configure ${nodeTitle(node)}`;
  const after = withMetadata(node, withConfig(exactMetadata(node), before, config));
  return { label, edits: [{ kind: 'node', id: node.id, before: node, after }] };
}

function withConfig(metadata: Metadata, before: Metadata, config: Metadata): Metadata {
  const isFlat = !isMetadata(metadata['config']) && Object.keys(before).length > 0;
  if (!isFlat) return { ...metadata, config };
  const others = Object.entries(metadata).filter(([key]) => !Object.hasOwn(before, key));
  return { ...Object.fromEntries(others), ...config };
}

function changedKeys(before: Metadata, after: Metadata): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !sameValue(before[key], after[key]));
}

/** What the form holds, without the defaults that it filled in by itself and nobody chose. */
export function chosenConfig(formData: Metadata, schema: Record<string, unknown>, before: Metadata): Metadata {
  const properties = schema['properties'] as Record<string, { default?: Value } | undefined> | undefined;
  return Object.fromEntries(
    Object.entries(formData).filter(([key, value]) => {
      if (value === undefined) return false;
      const byDefault = properties?.[key]?.default;
      return Object.hasOwn(before, key) || byDefault === undefined || !sameValue(byDefault, value);
    }),
  );
}

/** Whether two values are the same data. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b) || a instanceof Uint8Array !== b instanceof Uint8Array) return false;
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  return (
    keysA.length === keysB.length &&
    keysA.every((key) => Object.hasOwn(b, key) && sameValue((a as Metadata)[key], (b as Metadata)[key]))
  );
}

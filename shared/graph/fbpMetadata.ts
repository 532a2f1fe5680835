import { isMetadata, type Metadata } from './graph.ts';
import type { Value } from '../message/message.ts';

/** Keys that FBP clients and graph files keep beside all other metadata and that belong to the layout here (G3), with their names there. */
const layoutKeys = new Map([
  ['x', 'x'],
  ['y', 'y'],
  ['width', 'width'],
  ['height', 'height'],
  ['label', 'title'],
  ['icon', 'icon'],
]);

/** A node's metadata as FBP clients know it: flat, with the position in it. */
export function toFbpMetadata(metadata: Metadata): Metadata {
  const { studio, ...rest } = metadata;
  const flat: Metadata = { ...rest };
  if (isMetadata(studio))
    for (const [theirs, ours] of layoutKeys) if (studio[ours] !== undefined) flat[theirs] = studio[ours];
  return flat;
}

/** Metadata with a client's changes in it; `null` removes a key. */
export function changedMetadata(metadata: Metadata, changes: Readonly<Record<string, unknown>>): Metadata {
  const { studio, ...rest } = metadata;
  const layout: Metadata = isMetadata(studio) ? { ...studio } : {};
  const flat: Metadata = { ...rest };
  for (const [key, value] of Object.entries(changes)) {
    const ours = layoutKeys.get(key);
    put(ours === undefined ? flat : layout, ours ?? key, value as Value);
  }
  return Object.keys(layout).length > 0 ? { ...flat, studio: layout } : flat;
}

function put(target: Metadata, key: string, value: Value): void {
  if (value === null) delete target[key];
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

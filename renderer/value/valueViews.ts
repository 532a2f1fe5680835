import type { Value } from '#shared/message/message.ts';
import { chartOf } from './chartData.ts';
import { imageSource } from './imageSource.ts';
import { isRecord, tableOf } from './tableData.ts';

/** All ways to show a value. */
export const valueViews = ['tree', 'table', 'chart', 'image', 'markdown', 'bytes', 'text'] as const;

/** A way to show a value (E6). */
export type ValueViewKind = (typeof valueViews)[number];

/** The views that suit a value, the most telling one first. Never empty. */
export function viewsFor(value: Value): ValueViewKind[] {
  if (imageSource(value) !== undefined)
    return value instanceof Uint8Array ? ['image', 'bytes', 'text'] : ['image', 'text'];
  if (value instanceof Uint8Array) return ['bytes', 'text'];
  if (typeof value === 'string') return ['text', 'markdown'];
  if (Array.isArray(value)) {
    const views: ValueViewKind[] = [];
    if (tableOf(value)) views.push('table');
    if (chartOf(value)) views.push('chart');
    return value.every((item) => typeof item === 'number') && views.includes('chart')
      ? ['chart', 'tree', 'text']
      : [...views, 'tree', 'text'];
  }
  return isRecord(value) ? ['tree', 'text'] : ['text'];
}

import type { Metadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { ChartChoice } from './value/chartData.ts';
import { isRecord } from './value/tableData.ts';
import { valueViews, type ValueViewKind } from './value/valueViews.ts';

export type DisplayMode = 'value' | 'table' | 'chart' | 'image' | 'markdown';

export interface DisplayChoice {
  mode: DisplayMode;
  view: ValueViewKind | undefined;
  chart: ChartChoice;
  /** The most points or rows. */
  points: number;
}

const modes: readonly string[] = ['value', 'table', 'chart', 'image', 'markdown'] satisfies DisplayMode[];

/** What a Display's config asks for, defaults filled. */
export function displayChoice(config: Metadata): DisplayChoice {
  const { mode, x, y, points } = config;
  const known = typeof mode === 'string' && modes.includes(mode) ? (mode as DisplayMode) : 'value';
  const fields = Array.isArray(y) ? y.filter((field): field is string => typeof field === 'string') : [];
  return {
    mode: known,
    view: valueViews.find((view) => view === known),
    chart: {
      ...(typeof x === 'string' && x !== '' ? { x } : {}),
      ...(fields.length > 0 ? { y: fields } : {}),
    },
    points: typeof points === 'number' && points >= 1 ? Math.min(100_000, Math.floor(points)) : 500,
  };
}

/**
 * The value to show: the last one; for a stream of numbers or records those that have arrived, oldest first
 * in a chart, newest first in a table.
 * Undefined before the first message.
 */
export function displayed(mode: DisplayMode, last: Value | undefined, arrived: readonly Value[]): Value | undefined {
  if (mode !== 'chart' && mode !== 'table') return last;
  if (last === undefined || Array.isArray(last)) return last;
  if (isRecord(last)) {
    const records = arrived.filter(isRecord);
    return mode === 'chart' ? records : records.toReversed();
  }
  if (typeof last !== 'number') return last;
  const numbers = arrived.filter((value) => typeof value === 'number');
  return mode === 'chart' ? numbers : numbers.map((value, index) => ({ message: index + 1, value })).toReversed();
}

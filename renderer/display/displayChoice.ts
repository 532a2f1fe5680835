import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { ChartChoice } from '../value/chartData.ts';
import { isRecord } from '../value/tableData.ts';
import { valueViews, type ValueViewKind } from '../value/valueViews.ts';

export type DisplayMode = 'value' | 'table' | 'chart' | 'image' | 'markdown';

export interface DisplayChoice {
  mode: DisplayMode;
  view: ValueViewKind | undefined;
  chart: ChartChoice;
  /** The most points or rows. */
  points: number;
}

const modes: readonly string[] = ['value', 'table', 'chart', 'image', 'markdown'] satisfies DisplayMode[];

/** Whether a component is the one that shows what arrives (C3). */
export function isDisplay(component: ComponentDescription | undefined): boolean {
  return component?.kind === 'native' && component.name === 'Display';
}

/** How a Display shows what arrives; `value` where its config does not say. */
export function displayMode({ mode }: Metadata): DisplayMode {
  return typeof mode === 'string' && modes.includes(mode) ? (mode as DisplayMode) : 'value';
}

/** What a Display's config asks for, defaults filled. */
export function displayChoice(config: Metadata): DisplayChoice {
  const { x, y, points } = config;
  const mode = displayMode(config);
  const fields = Array.isArray(y) ? y.filter((field): field is string => typeof field === 'string') : [];
  return {
    mode,
    view: valueViews.find((view) => view === mode),
    chart: {
      ...(typeof x === 'string' && x !== '' ? { x } : {}),
      ...(fields.length > 0 ? { y: fields } : {}),
    },
    points: typeof points === 'number' && points >= 1 ? Math.min(100_000, Math.floor(points)) : 500,
  };
}

/** Whether a display shows the messages that have arrived, and not only the last one. */
export function gathers(mode: DisplayMode): boolean {
  return mode === 'chart' || mode === 'table';
}

/**
 * The value to show: the last one; for a stream of numbers or records those that have arrived, oldest first
 * in a chart, newest first in a table.
 * Undefined before the first message.
 */
export function displayed(mode: DisplayMode, last: Value | undefined, arrived: readonly Value[]): Value | undefined {
  if (!gathers(mode) || last === undefined || Array.isArray(last)) return last;
  // One point makes no line.
  if (mode === 'chart' && arrived.length < 2) return last;
  if (isRecord(last)) {
    const records = arrived.filter(isRecord);
    return mode === 'chart' ? records : records.toReversed();
  }
  if (typeof last !== 'number') return last;
  const numbers = arrived.filter((value) => typeof value === 'number');
  return mode === 'chart' ? numbers : numbers.map((value, index) => ({ message: index + 1, value })).toReversed();
}

import type { Value } from '#shared/message/message.ts';
import { isRecord } from './tableData.ts';

/** Series over a common axis, as uPlot takes them. */
export interface ChartData {
  /** `time`: x is seconds since the epoch; `number`: x is a column's value or the index. */
  axis: 'time' | 'number';
  x: number[];
  series: { name: string; values: (number | null)[] }[];
}

/** Which fields of records to chart; what is left out is found. */
export interface ChartChoice {
  /** The field along the bottom. */
  x?: string;
  /** The fields to plot. */
  y?: readonly string[];
}

/** More lines than this cannot be told apart. */
const mostSeries = 6;
const dateText = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;
const axisNames = new Set(['x', 'index', 'time', 'timestamp', 'ts', 'date', 'datetime', 'year', 'day', 't']);

/**
 * A chart of an array of numbers, or of the numeric columns of an array of objects over its date column (or one named
 * like an axis), else over the index. Undefined for anything else, and for fewer than two points.
 */
export function chartOf(value: Value, choice: ChartChoice = {}): ChartData | undefined {
  if (!Array.isArray(value) || value.length < 2) return undefined;
  if (value.every(isNumber)) {
    return {
      axis: 'number',
      x: value.map((_, index) => index),
      series: [{ name: 'value', values: value.map(finite) }],
    };
  }
  if (!value.every(isRecord)) return undefined;
  const keys = Object.keys(value[0]!);
  const { key: axisKey, axis, x } = axisOf(value, choice.x === undefined ? keys : [choice.x], choice.x);
  const series = keys
    .filter((key) => key !== axisKey && (choice.y?.includes(key) ?? true) && isNumericColumn(value, key))
    .slice(0, mostSeries)
    .map((name) => ({ name, values: value.map((row) => finite(row[name])) }));
  return series.length > 0 ? { axis, x, series } : undefined;
}

function axisOf(rows: { [key: string]: Value }[], keys: string[], chosen?: string) {
  for (const key of keys) {
    const cells = rows.map((row) => row[key]);
    if (cells.every((cell) => typeof cell === 'string' && dateText.test(cell))) {
      const x = cells.map((cell) => secondsOf(cell as string));
      if (isAscending(x)) return { key, axis: 'time' as const, x };
    }
    if (
      (key === chosen || axisNames.has(key.toLowerCase())) &&
      cells.every(isNumber) &&
      isAscending(cells as number[])
    ) {
      const milliseconds = (cells as number[]).every((cell) => cell > 1e11);
      const isTime = milliseconds || (cells as number[]).every((cell) => cell > 1e9);
      const x = (cells as number[]).map((cell) => (milliseconds ? cell / 1000 : cell));
      return { key, axis: isTime ? ('time' as const) : ('number' as const), x };
    }
  }
  return { key: undefined, axis: 'number' as const, x: rows.map((_, index) => index) };
}

/** A bare date is a day where the person is, not in Greenwich. */
function secondsOf(date: string): number {
  return Date.parse(date.length === 10 ? `${date}T00:00` : date) / 1000;
}

function isNumber(value: Value | undefined): value is number {
  return typeof value === 'number';
}

/** uPlot needs its x values in order. */
function isAscending(values: number[]): boolean {
  return values.every((value, index) => Number.isFinite(value) && (index === 0 || value > values[index - 1]!));
}

function isNumericColumn(rows: { [key: string]: Value }[], key: string): boolean {
  return (
    rows.some((row) => isNumber(row[key])) &&
    rows.every((row) => row[key] === undefined || row[key] === null || isNumber(row[key]))
  );
}

function finite(value: Value | undefined): number | null {
  return isNumber(value) && Number.isFinite(value) ? value : null;
}

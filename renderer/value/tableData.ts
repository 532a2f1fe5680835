import type { Value } from '#shared/message/message.ts';

export interface Table {
  columns: string[];
  /** A cell is undefined where the row has no such key. */
  rows: (Value | undefined)[][];
  /** Columns left out because there were more than `widestTable`. */
  hiddenColumns: number;
}

/** More columns than this are not shown. */
const widestTable = 60;

/** Whether a value is an object. */
export function isRecord(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

/** A table of an array of objects, columns in order of first appearance; undefined for anything else. */
export function tableOf(value: Value): Table | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  const shown = columns.slice(0, widestTable);
  return {
    columns: shown,
    rows: value.map((row) => shown.map((column) => (Object.hasOwn(row, column) ? row[column] : undefined))),
    hiddenColumns: columns.length - shown.length,
  };
}

/** Rows in the order of one column; numbers before text, missing cells last. The order of equal rows stays. */
export function sortRows(rows: Table['rows'], column: number, direction: 'ascending' | 'descending'): Table['rows'] {
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((left, right) => {
    const [a, b] = [left[column], right[column]];
    if (a === undefined || a === null) return b === undefined || b === null ? 0 : 1;
    if (b === undefined || b === null) return -1;
    return sign * compareCells(a, b);
  });
}

function compareCells(a: Value, b: Value): number {
  const numeric = (value: Value) => typeof value === 'number' || typeof value === 'bigint';
  if (numeric(a) && numeric(b)) return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
  if (numeric(a) !== numeric(b)) return numeric(a) ? -1 : 1;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

import { chipOf } from '#shared/message/preview.ts';
import type { Value } from '#shared/message/message.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';
import { isExactRecord, type ExactValue } from './exactValue.ts';

/** One line of a value's tree. */
export interface TreeRow {
  /** The path from the root: `$`, `$.rows`, `$.rows[3]`. */
  id: string;
  level: number;
  key: string;
  /** The value in words: whole for scalars, a summary for the rest. */
  text: string;
  kind: 'text' | 'number' | 'boolean' | 'nothing' | 'bytes' | 'array' | 'object';
  /** Undefined for what has nothing inside. */
  open: boolean | undefined;
  parent: string | undefined;
  value: ExactValue;
}

/**
 * The lines of a value, its open branches opened. `toggled` are branches that differ from how they begin: open at the top, closed below.
 * @param root what ids begin with
 */
export function treeRows(value: ExactValue, toggled: ReadonlySet<string>, root = '$'): TreeRow[] {
  const rows: TreeRow[] = [];
  addRows(rows, value, { id: root, key: 'value', level: 1, parent: undefined }, toggled);
  return rows;
}

function addRows(
  rows: TreeRow[],
  value: ExactValue,
  place: Pick<TreeRow, 'id' | 'key' | 'level' | 'parent'>,
  toggled: ReadonlySet<string>,
): void {
  const children = childrenOf(value, place.id);
  const open = children === undefined ? undefined : toggled.has(place.id) !== (place.level === 1);
  rows.push({ ...place, text: textOf(value), kind: kindOf(value), open, value });
  if (!children || !open) return;
  for (const child of children())
    addRows(rows, child.value, { id: child.id, key: child.key, level: place.level + 1, parent: place.id }, toggled);
}

function childrenOf(
  value: ExactValue,
  id: string,
): (() => { id: string; key: string; value: ExactValue }[]) | undefined {
  if (Array.isArray(value))
    return value.length === 0
      ? undefined
      : () => value.map((item, index) => ({ id: `${id}[${index}]`, key: String(index), value: item }));
  if (!isExactRecord(value)) return undefined;
  const entries = Object.entries(value);
  return entries.length === 0
    ? undefined
    : () => entries.map(([key, item]) => ({ id: `${id}.${JSON.stringify(key)}`, key, value: item }));
}

function textOf(value: ExactValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof WholeFloat) return value.text;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : chipOf(value as Value[]);
  if (isExactRecord(value)) return Object.keys(value).length === 0 ? '{}' : chipOf(value as Record<string, Value>);
  return value instanceof Uint8Array ? chipOf(value) : String(value);
}

function kindOf(value: ExactValue): TreeRow['kind'] {
  if (value === null) return 'nothing';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof WholeFloat) return 'number';
  if (Array.isArray(value)) return 'array';
  return value instanceof Uint8Array ? 'bytes' : 'object';
}

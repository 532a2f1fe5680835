import { parseExactJson, writePlain } from '#shared/message/json.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';
import { isExactRecord, readExact, type ExactValue } from './exactValue.ts';

export const copyLanguages = ['JSON', 'Python', 'JavaScript'] as const;
export type CopyLanguage = (typeof copyLanguages)[number];

/**
 * A value as source text that says it again, exactly, in the language chosen (E6, M3).
 * @param json its JSON text in plain form
 * @throws SyntaxError for what is no JSON
 */
export function copyAs(language: CopyLanguage, json: string): string {
  return write(dialects[language], language === 'JSON' ? (parseExactJson(json) as ExactValue) : readExact(json), '');
}

/** Part of a value as it is copied by itself: a text without its quotes, the rest as JSON. */
export function copyPart(value: ExactValue): string {
  return typeof value === 'string' ? value : write(dialects.JSON, value, '');
}

type Leaf = null | boolean | number | bigint | string | Uint8Array;

interface Dialect {
  leaf(value: Leaf): string;
  key(key: string): string;
}

const dialects: Record<CopyLanguage, Dialect> = {
  JSON: { leaf: writePlain, key: (key) => JSON.stringify(key) },
  Python: { leaf: pythonLeaf, key: (key) => JSON.stringify(key) },
  JavaScript: { leaf: javascriptLeaf, key: javascriptKey },
};

const indentation = '  ';
/** Arrays of scalars up to this long stay on one line. */
const shortLine = 80;

function write(dialect: Dialect, value: ExactValue, indent: string): string {
  const inner = indent + indentation;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = value.map((item) => write(dialect, item, inner));
    const line = `[${items.join(', ')}]`;
    if (line.length <= shortLine && !line.includes('\n')) return line;
    return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
  }
  if (value instanceof WholeFloat) return value.text;
  if (!isExactRecord(value)) return dialect.leaf(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => `${inner}${dialect.key(key)}: ${write(dialect, item, inner)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function pythonLeaf(value: Leaf): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isNaN(value)) return 'float("nan")';
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")';
  if (value instanceof Uint8Array)
    return `b"${Array.from(value, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function javascriptLeaf(value: Leaf): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Uint8Array) return `new Uint8Array([${value.join(', ')}])`;
  return Object.is(value, -0) ? '-0' : String(value);
}

function javascriptKey(key: string): string {
  if (key === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

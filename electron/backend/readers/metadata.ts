import type { Isolation, PortDefinition } from '#shared/actor/actor.ts';
import { parseSize, type WrittenLimits } from '#shared/actor/limits.ts';
import { isTypingError } from '#shared/actor/typingErrors.ts';
import { literalValue, reportUnreadable, spreadKey, type Entry, type Literal, type Position } from './literal.ts';
import { readPorts } from './portReading.ts';

type Report = (at: Position, message: string) => void;

/** What an actor's metadata says; what it does not say is undefined. */
export interface Metadata {
  name?: string;
  description?: string;
  version?: string;
  author?: string;
  category?: string;
  runtime_version?: string;
  inports?: PortDefinition[];
  outports?: PortDefinition[];
  /** Names of those for which no type is written. */
  untypedInports?: ReadonlySet<string>;
  untypedOutports?: ReadonlySet<string>;
  tags?: string[];
  dependencies?: string[];
  permissions?: string[];
  isolation?: Isolation;
  await_all_inports?: boolean;
  config_schema?: Record<string, unknown>;
  limits: WrittenLimits;
}

/** Spellings of one key besides snake_case and camelCase. */
const synonyms: Readonly<Record<string, string>> = {
  component: 'name',
  in_ports: 'inports',
  out_ports: 'outports',
  memory_limit: 'memory',
  cpu_limit: 'cpu',
};

const knownKeys = [
  'name',
  'inports',
  'outports',
  'state',
  'await_all_inports',
  'version',
  'description',
  'tags',
  'category',
  'author',
  'dependencies',
  'config_schema',
  'memory',
  'cpu',
  'timeout',
  'runtime_version',
  'permissions',
  'isolation',
  'runtime_requirements',
];

/** Reads metadata as written in a decorator, a mapping or JSDoc (D3, D4); the first entry of a key counts. */
export function readMetadata(entries: readonly Entry[], report: Report): Metadata {
  const metadata: Metadata = { limits: {} };
  const seen = new Set<string>();
  for (const entry of entries) {
    if (entry.key === spreadKey) {
      reportUnreadable(entry.value, (at, reason) => report(at, `${reason}: actors are found without being run.`));
      continue;
    }
    const key = canonicalKey(entry.key);
    if (seen.has(key)) continue;
    seen.add(key);
    if (knownKeys.includes(key)) {
      reportUnreadable(entry.value, (at, reason) =>
        report(at, `${reason}, so \`${entry.key}\` cannot be read: actors are found without being run.`),
      );
      if (entry.value.kind !== 'unreadable') readEntry(metadata, key, entry, report);
    } else {
      const meant = knownKeys.find((known) => isTypingError(key, known));
      if (meant) report(entry.at, `\`${entry.key}\` is not known here; did you mean \`${meant}\`?`);
    }
  }
  return metadata;
}

/** snake_case of either spelling (D4). */
function canonicalKey(key: string): string {
  const snake = /[A-Z]/.test(key) ? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : key;
  return Object.hasOwn(synonyms, snake) ? synonyms[snake]! : snake;
}

function readEntry(metadata: Metadata, key: string, entry: Entry, report: Report): void {
  const { value, at } = entry;
  const isMany = value.kind !== 'scalar' && (key === 'inports' || key === 'outports');
  // Ports are read one by one; nobody needs their values put together.
  const plain = isMany ? undefined : literalValue(value);
  const expected = (what: string) => report(value.at, `\`${entry.key}\` must be ${what}.`);
  if (plain === null) return;
  switch (key) {
    case 'name':
      if (typeof plain === 'string' && plain.trim() !== '') metadata.name = plain.trim();
      else expected('a text that is not empty');
      break;
    case 'description':
    case 'author':
    case 'category':
      if (typeof plain === 'string') metadata[key] = plain;
      else expected('a text');
      break;
    case 'version':
    case 'runtime_version':
      if (typeof plain === 'string' || typeof plain === 'number') metadata[key] = String(plain);
      else expected('a text such as "1.0.0"');
      break;
    case 'inports':
      ({ ports: metadata.inports, untyped: metadata.untypedInports } = readPorts(value, 'inport', report));
      break;
    case 'outports':
      ({ ports: metadata.outports, untyped: metadata.untypedOutports } = readPorts(value, 'outport', report));
      break;
    case 'tags':
    case 'dependencies':
    case 'permissions': {
      const texts = textsOf(value);
      if (texts) metadata[key] = texts;
      else expected('a list of texts');
      break;
    }
    case 'isolation':
      if (plain === 'any' || plain === 'container' || plain === 'vm') metadata.isolation = plain;
      else expected('"any", "container" or "vm"');
      break;
    case 'await_all_inports':
      if (typeof plain === 'boolean') metadata.await_all_inports = plain;
      else expected('true or false');
      break;
    case 'config_schema':
      if (value.kind === 'mapping') metadata.config_schema = plain as Record<string, unknown>;
      else expected('a JSON Schema, written as a mapping');
      break;
    case 'memory':
      readMemory(metadata, plain, expected);
      break;
    case 'cpu':
    case 'timeout':
      if (typeof plain === 'number' && Number.isFinite(plain) && plain > 0) metadata.limits[key] = plain;
      else expected(key === 'cpu' ? 'a number of cores such as 0.5' : 'a number of seconds such as 30');
      break;
    case 'runtime_requirements':
      if (value.kind === 'mapping') readRequirements(metadata, value.entries, report);
      else report(at, '`runtime_requirements` must be a mapping of memory, cpu, timeout and runtime_version.');
      break;
  }
}

function readRequirements(metadata: Metadata, entries: readonly Entry[], report: Report): void {
  for (const entry of entries) {
    const key = canonicalKey(entry.key);
    const isLimit = key === 'memory' || key === 'cpu' || key === 'timeout';
    const isSaid = isLimit ? metadata.limits[key] !== undefined : metadata.runtime_version !== undefined;
    if ((isLimit || key === 'runtime_version') && !isSaid && entry.value.kind !== 'unreadable')
      readEntry(metadata, key, entry, report);
  }
}

/** A number below this was surely meant as megabytes. */
const leastMemory = 1024 ** 2;

function readMemory(metadata: Metadata, plain: unknown, expected: (what: string) => void): void {
  const size = typeof plain === 'string' || typeof plain === 'number' ? parseSize(plain) : undefined;
  if (size === undefined) expected('a size such as "512MB"');
  else if (size < leastMemory)
    expected(`at least 1 MB; write it with its unit, as in "${typeof plain === 'number' ? plain : 64}MB"`);
  else metadata.limits.memory = plain as string | number;
}

function textsOf(literal: Literal): string[] | undefined {
  if (literal.kind === 'scalar') return typeof literal.value === 'string' ? [literal.value] : undefined;
  if (literal.kind !== 'list') return undefined;
  const readable = literal.items.filter(({ kind }) => kind !== 'unreadable').map(literalValue);
  return readable.every((item) => typeof item === 'string') ? readable : undefined;
}

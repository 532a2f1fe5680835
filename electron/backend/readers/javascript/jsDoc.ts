import type { Entry, Literal, Position, Scalar } from '../literal.ts';

/** A JSDoc comment read as metadata (D4). */
export interface JsDoc {
  readonly at: Position;
  /** The text before the first tag. */
  readonly text: string;
  /** What its tags say, as the metadata of a decorator would. */
  readonly metadata: readonly Entry[];
  /** It has `@component`: what stands under it is an actor. */
  readonly declaresActor: boolean;
}

interface Tag {
  name: string;
  body: string;
  at: Position;
}

/** @param value the comment's text between the delimiters, so beginning with a `*` */
export function readJsDoc(value: string, start: Position): JsDoc {
  const tags: Tag[] = [];
  const text: string[] = [];
  value
    .slice(1)
    .split('\n')
    .forEach((line, index) => {
      const prefix = index === 0 ? '' : (/^\s*\*?/.exec(line)?.[0] ?? '');
      const content = line.slice(prefix.length).trim();
      const tag = /^@(\w+)\s*(.*)$/.exec(content);
      if (tag) {
        const column = line.indexOf('@') + 1 + (index === 0 ? start.column + 2 : 0);
        tags.push({ name: tag[1]!, body: tag[2]!, at: { line: start.line + index, column } });
        return;
      }
      const last = tags.at(-1);
      if (last) last.body = `${last.body}\n${content}`.trim();
      else text.push(content);
    });
  return {
    at: start,
    text: text.join('\n').trim(),
    metadata: metadataOf(tags),
    declaresActor: tags.some(({ name }) => name === 'component'),
  };
}

const textKeys = new Set(['description', 'version', 'author', 'category', 'memory', 'runtime_version', 'isolation']);
const numberKeys = new Set(['cpu', 'timeout']);
const listKeys = new Set(['tags', 'dependencies', 'permissions']);

function metadataOf(tags: readonly Tag[]): Entry[] {
  const entries: Entry[] = [];
  const inports: Literal[] = [];
  const outports: Literal[] = [];
  for (const { name, body, at } of tags) {
    const add = (key: string, value: Scalar) => entries.push({ key, at, value: scalar(value, at) });
    if (name === 'component' && body !== '') add('name', body.split(/\s/)[0]!);
    else if (name === 'inport') inports.push(...readPort(body, at));
    else if (name === 'outport') outports.push(...readPort(body, at));
    else if (textKeys.has(name)) add(name, body);
    else if (numberKeys.has(name)) add(name, Number(body));
    else if (name === 'await_all_inports' || name === 'awaitAllInports') add(name, body !== 'false');
    else if (listKeys.has(name)) {
      const items = body.split(/[\s,]+/).filter((item) => item !== '');
      entries.push({ key: name, at, value: { kind: 'list', at, items: items.map((item) => scalar(item, at)) } });
    }
  }
  for (const [key, items] of [
    ['inports', inports],
    ['outports', outports],
  ] as const)
    if (items.length > 0) entries.push({ key, at: items[0]!.at, value: { kind: 'list', at: items[0]!.at, items } });
  return entries;
}

/** `{type} name - text`; `[name]` is optional and `[name=1]` has a default, as JSDoc writes parameters. */
function readPort(body: string, at: Position): Literal[] {
  const match = /^(?:\{([^}]*)\}\s*)?(\[[^\]]*\]|\S+)\s*(?:-\s*)?([^]*)$/.exec(body);
  if (!match) return [];
  const [, type, written = '', description = ''] = match;
  const isOptional = written.startsWith('[');
  const [name = '', fallback] = isOptional ? written.slice(1, -1).split('=', 2) : [written];
  const entries: Entry[] = [{ key: 'name', at, value: scalar(name.trim(), at) }];
  const add = (key: string, value: Scalar) => entries.push({ key, at, value: scalar(value, at) });
  if (type !== undefined && type.trim() !== '' && type.trim() !== '*') add('type', type.trim());
  if (description.trim() !== '') add('description', description.trim());
  if (isOptional) add('required', false);
  if (fallback !== undefined) add('default', readDefault(fallback.trim()));
  return [{ kind: 'mapping', at, entries }];
}

function readDefault(text: string): Scalar {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : (value as Scalar);
  } catch {
    return text.replace(/^'(.*)'$/, '$1');
  }
}

function scalar(value: Scalar, at: Position): Literal {
  return { kind: 'scalar', value, at };
}

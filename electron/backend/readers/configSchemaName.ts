import type { Entry, Literal } from './literal.ts';

/** Puts the schema of a class or interface of the same file in the place of its name under `config_schema`. */
export function withNamedSchema(entries: readonly Entry[], schemaOf: (name: string) => Literal | undefined): Entry[] {
  return entries.map((entry) => {
    if (entry.key !== 'config_schema' && entry.key !== 'configSchema') return entry;
    const { value } = entry;
    const isText = value.kind === 'scalar' && typeof value.value === 'string';
    const name = isText ? (value.value as string) : value.kind === 'unreadable' ? value.name : undefined;
    const schema = name === undefined ? undefined : schemaOf(name);
    return schema ? { ...entry, value: schema } : entry;
  });
}

/** A field of a class or interface, as a property of a JSON Schema. */
export interface SchemaField {
  readonly name: string;
  /** JSON Schema of its values; an empty one where its type is not known here. */
  readonly schema: Record<string, unknown>;
  readonly required: boolean;
  readonly fallback?: Literal;
}

/** A JSON Schema of an object with these fields, as if it had been written at that place. */
export function objectSchema(fields: readonly SchemaField[], description: string, at: Literal['at']): Literal {
  const literal = (value: unknown): Literal => {
    if (Array.isArray(value)) return { kind: 'list', at, items: value.map(literal) };
    if (typeof value === 'object' && value !== null)
      return {
        kind: 'mapping',
        at,
        entries: Object.entries(value).map(([key, one]) => ({ key, at, value: literal(one) })),
      };
    return { kind: 'scalar', at, value: value as string | number | boolean | null };
  };
  const property = ({ name, schema, fallback }: SchemaField): Entry => {
    const own = literal(schema) as Extract<Literal, { kind: 'mapping' }>;
    const entries = fallback ? [...own.entries, { key: 'default', at, value: fallback }] : own.entries;
    return { key: name, at, value: { kind: 'mapping', at, entries } };
  };
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  const entries: Entry[] = [{ key: 'type', at, value: literal('object') }];
  if (description !== '') entries.push({ key: 'description', at, value: literal(description) });
  entries.push({ key: 'properties', at, value: { kind: 'mapping', at, entries: fields.map(property) } });
  if (required.length > 0) entries.push({ key: 'required', at, value: literal(required) });
  return { kind: 'mapping', at, entries };
}

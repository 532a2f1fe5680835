import { Validator } from '@cfworker/json-schema';
import { WholeFloat } from '../message/wholeFloat.ts';
import { schemaPlace, schemaSentence, umbrellaKeywords } from './schemaSentence.ts';

/**
 * What in a node's config, with the schema's defaults for what it leaves out, does not fit its component's schema (G8), each a sentence
 * that names the key; empty when all fits. The schema is interpreted, never compiled (X5).
 */
export function configProblems(schema: Record<string, unknown> | null, config: Record<string, unknown>): string[] {
  if (!schema) return [];
  const complete = withPlainNumbers(withDefaults(schema, config));
  const { valid, errors } = new Validator(schema, '2020-12', false).validate(complete);
  if (valid) return [];
  const leaves = errors.filter(({ keyword }) => !umbrellaKeywords.has(keyword));
  return (leaves.length > 0 ? leaves : errors).map((unit) => `${schemaPlace(unit)} ${schemaSentence(unit)}`.trim());
}

/** The validator knows no big integers and no whole floats; to a schema they are numbers like others. */
function withPlainNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof WholeFloat) return Number(value.text);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withPlainNumbers(entry)]));
}

/** The defaults that a schema gives to properties which the config leaves out (G8). */
export function withDefaults<Config extends Record<string, unknown>>(
  schema: Record<string, unknown> | null,
  config: Config,
): Config {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return config;
  const defaults = Object.entries(properties as Record<string, { default?: unknown }>).flatMap(([key, property]) =>
    typeof property === 'object' && property !== null && 'default' in property && !Object.hasOwn(config, key)
      ? [[key, property.default] as const]
      : [],
  );
  return { ...Object.fromEntries(defaults), ...config };
}

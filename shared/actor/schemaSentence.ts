import type { OutputUnit } from '@cfworker/json-schema';

const sentences: Readonly<Record<string, string>> = {
  required: 'is required.',
  pattern: 'has not the form that is asked for.',
  uniqueItems: 'has an item twice.',
  false: 'is not known here.',
};

/** Keywords whose error only says that something below them is wrong. */
export const umbrellaKeywords: ReadonlySet<string> = new Set([
  ...['properties', 'items', 'prefixItems', 'additionalItems', 'additionalProperties', 'allOf', '$ref', 'if'],
]);

/** What is wrong at a place of a config, to follow the place's name: `is required.` */
export function schemaSentence({ keyword, error }: OutputUnit): string {
  const expected = keyword === 'type' ? /Expected "([^"]+)"/.exec(error)?.[1] : undefined;
  if (expected !== undefined) return `must be of type ${expected.replaceAll('", "', ' or ')}.`;
  const choices = keyword === 'enum' ? /any of \[(.*)\]/.exec(error)?.[1] : undefined;
  if (choices !== undefined) return `must be one of ${choices.replaceAll(',', ', ')}.`;
  return sentences[keyword] ?? `${error.replace(/^Instance /, '').replace(/\.$/, '')}.`;
}

/** `#/rows/0/name` as `rows.0.name`; a missing property is where it should be; empty for the whole. */
export function schemaPlace({ keyword, instanceLocation, error }: OutputUnit): string {
  const missing = keyword === 'required' ? /"([^"]+)"/.exec(error)?.[1] : undefined;
  const place = instanceLocation.replace(/^#\/?/, '').split('/');
  return [...place, ...(missing === undefined ? [] : [missing])].filter(Boolean).join('.');
}

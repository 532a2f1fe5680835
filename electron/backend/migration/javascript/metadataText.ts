import type { PortDefinition } from '#shared/actor/actor.ts';
import type { ActorFacts } from '../migration.ts';

/** The lines of a metadata object. */
export function metadataText(facts: ActorFacts, quote: string, withName: boolean): string[] {
  const text = (value: string) => quoted(value, quote);
  const port = ({ name, required }: PortDefinition) =>
    required ? text(name) : `{ name: ${text(name)}, required: false }`;
  const lines = withName ? [`name: ${text(facts.component)},`] : [];
  if (facts.hasPorts) return lines;
  return [
    ...lines,
    `inports: [${facts.inports.map(port).join(', ')}],`,
    `outports: [${facts.outports.map(({ name }) => text(name)).join(', ')}],`,
  ];
}

/** A string literal with quotes of the file's kind. */
export function quoted(text: string, quote: string): string {
  const json = JSON.stringify(text);
  return quote === '"'
    ? json
    : `'${json
        .slice(1, -1)
        .replaceAll(String.raw`\"`, '"')
        .replaceAll("'", String.raw`\'`)}'`;
}

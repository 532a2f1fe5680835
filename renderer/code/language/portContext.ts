import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import { formatPortType } from '#shared/actor/portType.ts';

/** What the text before the cursor asks for. Lines of text in, data out; no editor here. */

const nameCall =
  /(?:\b(?<inports>get_input|getInput|has_input|hasInput)\(|\b(?<outports>send_output_sync|sendOutputSync|send_output|sendOutput|send)\(|\b(?:get_config|getConfig|config\.get)\(|\bconfig(?:\?\.)?\[)\s*(["'`])(?<typed>[^"'`]*)$/;

/** What a name in a string may be: one of the actor's ports, or a key of its config. */
export type NameKind = 'inports' | 'outports' | 'config';

/** What belongs inside the string that the cursor is in; undefined elsewhere. */
export function nameCallAt(before: string): { kind: NameKind; typed: string } | undefined {
  const groups = nameCall.exec(before)?.groups;
  if (!groups) return undefined;
  return { kind: groups['inports'] ? 'inports' : groups['outports'] ? 'outports' : 'config', typed: groups['typed']! };
}

/** Something that can be named in a string. */
export interface KnownName {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

/**
 * The names that an actor of a file declares, at a line: those of the last declaration at or above the line, else of all the
 * file's actors.
 */
export function namesAt(
  components: readonly ComponentDescription[],
  file: string,
  line: number,
  kind: NameKind,
): KnownName[] {
  const ofFile = components.filter((component) => component.file === file);
  const above = ofFile
    .filter((component) => (component.line ?? 1) <= line)
    .toSorted((a, b) => (b.line ?? 1) - (a.line ?? 1))[0];
  const chosen = above ? [above] : ofFile;
  const names = chosen.flatMap((component) =>
    kind === 'config' ? configNames(component) : portNames(component[kind]),
  );
  return [...new Map(names.map((one) => [one.name, one])).values()];
}

function portNames(ports: readonly PortDefinition[]): KnownName[] {
  return ports.map(({ name, port_type, description }) => ({ name, type: formatPortType(port_type), description }));
}

function configNames({ configSchema }: ComponentDescription): KnownName[] {
  const properties = (configSchema?.['properties'] ?? {}) as Record<string, Record<string, unknown>>;
  return Object.entries(properties).map(([name, { type, title, description }]) => ({
    name,
    type: typeof type === 'string' ? type : 'any',
    description: [title, description].filter((text) => typeof text === 'string').join(': '),
  }));
}

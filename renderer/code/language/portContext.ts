import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';

/** What the text before the cursor asks for. Lines of text in, data out; no editor here. */

const portCall =
  /\b(?:(get_input|getInput|has_input|hasInput)|(send_output_sync|sendOutputSync|send_output|sendOutput|send))\(\s*(["'`])([^"'`]*)$/;

/** The side whose port names belong inside the string that the cursor is in; undefined elsewhere. */
export function portCallAt(before: string): { side: 'inports' | 'outports'; typed: string } | undefined {
  const match = portCall.exec(before);
  return match ? { side: match[1] ? 'inports' : 'outports', typed: match[4]! } : undefined;
}

/**
 * The ports that an actor of a file declares, at a line: those of the last declaration at or above the line, else of all the
 * file's actors.
 */
export function portsAt(
  components: readonly ComponentDescription[],
  file: string,
  line: number,
  side: 'inports' | 'outports',
): PortDefinition[] {
  const ofFile = components.filter((component) => component.file === file);
  const above = ofFile
    .filter((component) => (component.line ?? 1) <= line)
    .toSorted((a, b) => (b.line ?? 1) - (a.line ?? 1))[0];
  const chosen = above ? [above] : ofFile;
  const byName = new Map(chosen.flatMap((component) => component[side]).map((port) => [port.name, port]));
  return [...byName.values()];
}

import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import type { ApiOwner } from './actorApi.ts';

/** What the text before the cursor asks for. Lines of text in, data out; no editor here. */

const portCall =
  /\b(?:(get_input|getInput|has_input|hasInput)|(send_output_sync|sendOutputSync|send_output|sendOutput|send))\(\s*(["'`])([^"'`]*)$/;

/** The side whose port names belong inside the string that the cursor is in; undefined elsewhere. */
export function portCallAt(before: string): { side: 'inports' | 'outports'; typed: string } | undefined {
  const match = portCall.exec(before);
  return match ? { side: match[1] ? 'inports' : 'outports', typed: match[4]! } : undefined;
}

/** What stands before the dot, by the names that actors use; `text` is the whole file, for the name of the context. */
export function ownerBefore(before: string, contextNames: readonly string[]): ApiOwner | undefined {
  const match = /([\w.]+(?:\[[^\]]*\]|\.get\([^)]*\))?)\.\w*$/.exec(before);
  if (!match) return undefined;
  const chain = match[1]!;
  if (chain === 'Message') return 'Message';
  for (const name of contextNames) {
    if (chain === name) return 'ActorContext';
    if (chain === `${name}.state`) return 'State';
    if (chain.startsWith(`${name}.payload`) && chain !== `${name}.payload`) return 'message';
  }
  return undefined;
}

/** Names of parameters that hold an ActorContext: annotated so, or called `context` or `ctx`. */
export function contextNames(text: string): string[] {
  const annotated = [...text.matchAll(/\b(\w+)\s*:\s*(?:reflow\.)?ActorContext\b/g)].map((match) => match[1]!);
  return [...new Set([...annotated, 'context', 'ctx'])];
}

/** The call whose parentheses the cursor is in: its name and which argument. */
export function callAt(before: string): { name: string; argument: number; chain: string } | undefined {
  let depth = 0;
  let argument = 0;
  for (let at = before.length - 1; at >= 0; at--) {
    const character = before[at]!;
    if (')]}'.includes(character)) depth++;
    else if ('[{'.includes(character) && depth > 0) depth--;
    else if (character === '(' && depth > 0) depth--;
    else if (character === '(') {
      const match = /([\w.]+)$/.exec(before.slice(0, at));
      if (!match) return undefined;
      const chain = match[1]!;
      return { name: chain.slice(chain.lastIndexOf('.') + 1), argument, chain };
    } else if (character === ',' && depth === 0) argument++;
  }
  return undefined;
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

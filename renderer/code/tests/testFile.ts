import type { PortDefinition } from '#shared/actor/actor.ts';

/** A first test for an actor, to be filled in. */
export function newTestText(inports: readonly PortDefinition[], outports: readonly PortDefinition[]): string {
  const firstOut = outports[0]?.name ?? 'output';
  const inputs = Object.fromEntries(inports.map(({ name }) => [name, null]));
  return `${JSON.stringify({ cases: [{ name: 'says what it proves', config: {}, inputs: [inputs], outputs: { [firstOut]: [null] } }] }, null, 2)}\n`;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]\n]/g;
/** Inside the file's object, its array of cases, and one of these. */
const caseDepth = 3;

/** The line (from 1) on which each case of a test file says its name, in their order. */
export function caseLines(text: string): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  let depth = 0;
  let line = 1;
  for (const { 0: part, index } of text.matchAll(token)) {
    if (part === '\n') line++;
    else if (part === '{' || part === '[') depth++;
    else if (part === '}' || part === ']') depth--;
    else if (depth === caseDepth && part === '"name"') {
      const value = /^\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text.slice(index + part.length));
      if (value) found.push({ name: JSON.parse(value[1]!) as string, line });
    }
  }
  return found;
}

import type { PortDefinition } from '#shared/actor/actor.ts';
import type { ActorFacts } from '../migration.ts';

/** `@actor(…)` in one line, or in one for each argument when it would be long. */
export function decoratorText(name: string, facts: ActorFacts): string {
  const parts = [`name=${pythonText(facts.component)}`];
  if (!facts.hasPorts)
    parts.push(
      `inports=[${facts.inports.map(port).join(', ')}]`,
      `outports=[${facts.outports.map(({ name }) => pythonText(name)).join(', ')}]`,
    );
  const line = `@${name}(${parts.join(', ')})`;
  return line.length <= 100 ? line : `@${name}(\n${parts.map((part) => `    ${part},\n`).join('')})`;
}

function port({ name, required }: PortDefinition): string {
  return required ? pythonText(name) : `{"name": ${pythonText(name)}, "required": False}`;
}

/** A string literal. JSON's escapes are Python's. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

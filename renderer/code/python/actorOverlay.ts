import type { ComponentDescription } from '#shared/actor/actor.ts';

/** A text as Pyright sees it, and which actors it has to know for it. */
export interface Overlay {
  readonly text: string;
  readonly actors: readonly OverlaidActor[];
}

export interface OverlaidActor {
  readonly component: ComponentDescription;
  /** The class that its context has. */
  readonly contextClass: string;
  /** Whether the file declares them; ports that are only used are whatever the code names. */
  readonly declares: { readonly inports: boolean; readonly outports: boolean };
}

/** A function at the top of the file with one parameter: its name, its annotation, and the end of its line. */
const definition =
  /^(?:async[ \t]+)?def[ \t]+(?<name>\w+)[ \t]*\(\s*\w+[ \t]*(?<annotation>:[ \t]*ActorContext\b)?[ \t]*,?\s*\)(?<returns>[ \t]*->[^:\n]*)?[ \t]*:/gm;

/**
 * Gives the context of each actor of a Python file its own class (E5), so that Pyright knows the actor's ports and config. No place in the
 * text moves: the class has as many letters as the annotation `ActorContext` that it stands for, and where there is no annotation it
 * is a type comment at the end of the line.
 * @param components those that the file declares
 * @param classOf the name of an actor's class, of twelve letters
 */
export function overlay(
  text: string,
  components: readonly ComponentDescription[],
  classOf: (component: ComponentDescription) => string,
): Overlay {
  const actors: OverlaidActor[] = [];
  let before = 0;
  const overlaid = text.replaceAll(definition, (match: string, ...rest: unknown[]) => {
    const at = rest.at(-3) as number;
    const groups = rest.at(-1) as { name: string; annotation?: string; returns?: string };
    const above = text.slice(before, at);
    before = at + match.length;
    const mark = above.search(/^@[\s\S]*$/m);
    const header = mark < 0 ? '' : above.slice(mark);
    const component = actorOf(components, header, groups.name);
    const isLineEnd = /^[ \t]*$/m.test(text.slice(before).split('\n', 1)[0]!);
    if (!component || (!groups.annotation && (groups.returns || !isLineEnd))) return match;
    const contextClass = classOf(component);
    // Ports that stand elsewhere, as in `__actor_metadata__`, stand anywhere in the file.
    const declaration = header === '' ? text : header;
    const declares = { inports: declaration.includes('inports'), outports: declaration.includes('outports') };
    actors.push({ component, contextClass, declares });
    return groups.annotation
      ? match.replace(/\bActorContext\b/, contextClass)
      : `${match}  # type: (${contextClass}) -> object`;
  });
  return { text: overlaid, actors };
}

/** The component that a function is: the one of its decorator's name or its own, else the file's only one. */
function actorOf(
  components: readonly ComponentDescription[],
  header: string,
  functionName: string,
): ComponentDescription | undefined {
  const name = /\bname\s*=\s*["']([^"']+)["']|["']name["']\s*:\s*["']([^"']+)["']/.exec(header);
  const named = components.find((one) => one.name === (name?.[1] ?? name?.[2] ?? functionName));
  if (named) return named;
  const isActor = header !== '' || functionName === 'process';
  return isActor && components.length === 1 ? components[0] : undefined;
}

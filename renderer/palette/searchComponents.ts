import type { ComponentDescription } from '#shared/actor/actor.ts';

/**
 * Components whose name, qualified or not, tags, ports, category, namespace or description hold every word of the search (E4), best first: by where the
 * words were found, those of the workspace before those that come with the program, then by name. All of them for an empty search.
 */
export function searchComponents(components: readonly ComponentDescription[], search: string): ComponentDescription[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return components
    .map((component) => ({ component, score: scoreOf(component, words) }))
    .filter(({ score }) => score !== undefined)
    .toSorted(
      (a, b) =>
        a.score! - b.score! ||
        Number(a.component.kind === 'native') - Number(b.component.kind === 'native') ||
        a.component.name.localeCompare(b.component.name),
    )
    .map(({ component }) => component);
}

/** Lower is better; undefined when a word is nowhere. */
function scoreOf(component: ComponentDescription, words: readonly string[]): number | undefined {
  const name = component.name.toLowerCase();
  const qualified = `${component.namespace}.${component.name}`.toLowerCase();
  const ports = [...component.inports, ...component.outports].map((port) => port.name.toLowerCase());
  const tags = component.tags.map((tag) => tag.toLowerCase());
  const places = [component.namespace, component.category ?? '', component.badge].map((place) => place.toLowerCase());
  const description = component.description.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (name === word) continue;
    if (name.startsWith(word)) score += 1;
    else if (name.includes(word) || (word.includes('.') && qualified.includes(word))) score += 2;
    else if (tags.some((tag) => tag.includes(word))) score += 3;
    else if (ports.some((port) => port.includes(word))) score += 4;
    else if (places.some((place) => place.includes(word))) score += 5;
    else if (description.includes(word)) score += 6;
    else return undefined;
  }
  return score;
}

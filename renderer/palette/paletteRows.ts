import type { ComponentDescription, DiscoveryProblem } from '#shared/actor/actor.ts';
import { groupComponents } from './groupComponents.ts';
import { searchComponents } from './searchComponents.ts';

/** A line of the palette: the list is flat, so that only what is in sight is drawn. */
export type PaletteRow =
  | { readonly kind: 'namespace'; readonly name: string; readonly count: number; readonly isOpen: boolean }
  | { readonly kind: 'category'; readonly name: string }
  | { readonly kind: 'component'; readonly component: ComponentDescription }
  | { readonly kind: 'problem'; readonly problem: DiscoveryProblem };

/**
 * The lines to show: files with problems first, because an actor that is missed is looked for here; then namespaces with their
 * categories (E4), folded where the person folded them. A search shows what it finds, best first, unfolded and ungrouped.
 */
export function paletteRows(
  components: Iterable<ComponentDescription>,
  problems: readonly DiscoveryProblem[],
  search: string,
  folded: ReadonlySet<string>,
): PaletteRow[] {
  const found = searchComponents([...components], search);
  if (search.trim() !== '') return found.map((component) => ({ kind: 'component', component }));
  const rows: PaletteRow[] = problems.map((problem) => ({ kind: 'problem', problem }));
  for (const { namespace, categories } of groupComponents(found)) {
    const count = categories.reduce((sum, category) => sum + category.components.length, 0);
    const isOpen = !folded.has(namespace);
    rows.push({ kind: 'namespace', name: namespace, count, isOpen });
    if (!isOpen) continue;
    for (const category of categories) {
      if (categories.length > 1) rows.push({ kind: 'category', name: category.name });
      for (const component of category.components) rows.push({ kind: 'component', component });
    }
  }
  return rows;
}

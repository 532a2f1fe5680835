import type { TreeRow } from './treeRows.ts';

/** How values of each kind are coloured in trees. */
export const kindColors: Readonly<Record<TreeRow['kind'], string>> = {
  text: 'text-[var(--type-string)]',
  number: 'text-[var(--type-integer)]',
  boolean: 'text-[var(--type-boolean)]',
  nothing: 'text-muted italic',
  bytes: 'text-muted',
  array: 'text-muted',
  object: 'text-muted',
};

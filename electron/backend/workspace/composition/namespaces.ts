import { namespaceOf } from '../../readers/describeActor.ts';
import { graphStem } from '../graphFormat.ts';

/** How the namespaces of graphs are found (G6). */
export type NamespaceStrategy = 'FolderStructure' | 'Flatten' | 'FileBasedPrefix';

/**
 * The namespace of a graph file whose graph names none: its folders joined with `.` (`default` at the root), `default` for all, or
 * what its file name has before the first `_` or `.`.
 * @param file relative to the workspace, with forward slashes
 */
export function graphNamespace(file: string, strategy: NamespaceStrategy): string {
  switch (strategy) {
    case 'FolderStructure':
      return namespaceOf(file);
    case 'Flatten':
      return 'default';
    case 'FileBasedPrefix':
      return graphStem(file).split(/[_.]/)[0] || 'default';
  }
}

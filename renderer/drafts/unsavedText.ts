import { useSession } from '../session/session.ts';
import { Drafts } from './drafts.ts';

/** What is typed but not saved of a file of the workspace; undefined when nothing is. */
export function useUnsavedText(file: string | null): string | undefined {
  const root = useSession((state) => state.workspace?.root);
  if (file === null || root === undefined) return undefined;
  return new Drafts(localStorage, root).read(file)?.text;
}

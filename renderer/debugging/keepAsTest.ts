import { exactConfig } from '#shared/graph/exactMetadata.ts';
import { testFileOf } from '#shared/actor/testPath.ts';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { withTestCase, type ObservedFiring } from './testCase.ts';

/** Adds what was observed to the tests beside an actor, and opens them. @throws AppError when the file cannot be read or written */
export type KeepAsTest = (observed: Omit<ObservedFiring, 'config' | 'actor'>) => Promise<void>;

/**
 * Keeps firings of a node as tests of its actor (E5).
 * @param id the node in the graph in front
 * @returns undefined where there is no such node, or no script behind it
 */
export function useKeepAsTest(id: string | undefined): KeepAsTest | undefined {
  const { client } = useStudio();
  const node = useSession((state) => (id === undefined ? undefined : state.graph?.processes[id]));
  const components = useSession((state) => state.components);
  const openFile = useSession((state) => state.openFile);
  const file = components.get(node?.component ?? '')?.file ?? null;
  const path = file === null ? undefined : testFileOf(file);
  if (!node || path === undefined) return undefined;
  return async (observed) => {
    const isShared = [...components.values()].filter((one) => one.file === file).length > 1;
    const present = await client.call('files.read', { path }).catch(() => undefined);
    const text = withTestCase(present?.text, {
      ...observed,
      config: exactConfig(node),
      actor: isShared ? node.component : undefined,
    });
    await client.call('files.write', { path, text, baseHash: present?.hash ?? null });
    openFile(path);
  };
}

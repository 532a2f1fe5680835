import { NameDialog } from './NameDialog.tsx';
import { fileName } from '../session/newFiles.ts';
import { useSession } from '../session/session.ts';

/** Asks for a name and makes an empty graph of it. */
export function NewGraphDialog({ onClose }: { onClose: () => void }) {
  const createGraph = useSession((session) => session.createGraph);
  const graphs = useSession((session) => session.workspace?.graphs);
  const pathOf = (name: string): string => `${fileName(name)}.graph.json`;
  return (
    <NameDialog
      title="New graph"
      action="Create"
      outcome={(name) => {
        if (fileName(name) === '') return { text: 'A file of the workspace.', isReady: false };
        const path = pathOf(name);
        const isTaken = graphs?.some((graph) => graph.path === path) ?? false;
        return isTaken
          ? { text: `${path} is there already.`, isProblem: true, isReady: false }
          : { text: `Makes ${path}.`, isReady: true };
      }}
      make={(name) => void createGraph(pathOf(name), name)}
      onClose={onClose}
    />
  );
}

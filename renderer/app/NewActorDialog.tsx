import { useState } from 'react';
import { useCanvasHandle } from '../commands/canvasHandle.ts';
import { useStudio } from '../rpc/studio.ts';
import { NameDialog } from './NameDialog.tsx';
import { actorPath, componentName, type ActorLanguage } from '../session/newFiles.ts';
import { whenKnown } from '../session/newActor.ts';
import { useSession, useSessionStore } from '../session/session.ts';

const languages: readonly { value: ActorLanguage; label: string }[] = [
  { value: 'python', label: 'Python' },
  { value: 'javascript', label: 'JavaScript' },
  { value: 'typescript', label: 'TypeScript' },
];

/** Asks for a name and a language, makes an actor from the template, opens it and places it in the graph in front (E5). */
export function NewActorDialog({ onClose }: { onClose: () => void }) {
  const { client } = useStudio();
  const session = useSessionStore();
  const canvas = useCanvasHandle();
  const hasGraph = useSession((state) => state.graph !== null);
  const [isPlaced, setPlaced] = useState(true);
  const [runtime, setRuntime] = useState<ActorLanguage>('python');
  return (
    <NameDialog
      title="New actor"
      action="Create"
      outcome={(name) =>
        componentName(name) === ''
          ? { text: 'A file in the folder actors.', isReady: false }
          : { text: `Makes ${actorPath(name, runtime)} with the component ${componentName(name)}.`, isReady: true }
      }
      make={async (name) => {
        const path = actorPath(name, runtime);
        const made = await client.call('workspace.newActor', { path, runtime, name: componentName(name) });
        session.getState().openFile(made.path);
        if (hasGraph && isPlaced) whenKnown(session, made.path, (component) => canvas.current?.addComponent(component));
      }}
      onClose={onClose}
    >
      <fieldset className="flex gap-4">
        <legend className="mb-1">Language</legend>
        {languages.map(({ value, label }) => (
          <label key={value} className="flex items-center gap-1.5">
            <input type="radio" name="language" checked={runtime === value} onChange={() => setRuntime(value)} />
            {label}
          </label>
        ))}
      </fieldset>
      {hasGraph && (
        <label className="flex items-center gap-1.5">
          <input type="checkbox" checked={isPlaced} onChange={() => setPlaced(!isPlaced)} />
          Place it in the graph
        </label>
      )}
    </NameDialog>
  );
}

import { Modal } from '../parts/Modal.tsx';
import { useSession } from '../session/session.ts';
import { WelcomeChoices } from './WelcomeChoices.tsx';

/** The welcome page over the window, for whoever has a graph open. */
export function WelcomeDialog({ onClose }: { onClose: () => void }) {
  const workspace = useSession((session) => session.workspace);
  if (!workspace) return null;
  return (
    <Modal title={workspace.name} description="Where to go from here." onClose={onClose}>
      <div className="overflow-y-auto p-2 pb-3">
        <WelcomeChoices workspace={workspace} onChosen={onClose} />
      </div>
    </Modal>
  );
}

import { useMemo } from 'react';
import { Button } from '../parts/Button.tsx';
import { diffLines, foldSame, type DiffLine } from '../value/lineDiff.ts';
import { Modal } from '../parts/Modal.tsx';
import { useSession, useSessionStore } from '../session/session.ts';
import { findTab, withTab } from '../session/tabs.ts';

/** A save found another text on disk: both are shown, and the person decides (G4). Nothing is overwritten unasked. */
export function ConflictDialog() {
  const store = useSessionStore();
  const path = useSession((session) => session.activePath);
  const conflict = useSession((session) => findTab(session, session.activePath)?.conflict ?? null);
  const lines = useMemo(() => (conflict ? foldSame(diffLines(conflict.diskText, conflict.mineText)) : []), [conflict]);
  if (!conflict || path === null) return null;

  const { resolve, save } = store.getState();
  const close = (): void => store.setState((state) => withTab(state, path, (tab) => ({ ...tab, conflict: null })));
  const merge = async (): Promise<void> => {
    await resolve('merged');
    await save();
  };
  return (
    <Modal
      wide
      title={`${path} was changed on disk`}
      description="Somebody else wrote the file while it was edited here. Lines marked − are on disk, lines marked + are yours."
      onClose={close}
    >
      <pre className="m-4 min-h-24 flex-1 overflow-auto rounded-md border border-line bg-surface py-2 font-mono text-sm">
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </pre>
      <div className="flex flex-wrap justify-end gap-2 px-4 pb-4">
        <Button onClick={close}>Not now</Button>
        <Button onClick={() => void resolve('disk')}>Take the file on disk</Button>
        <Button onClick={() => void save(true)}>Keep mine</Button>
        {conflict.mergeable && (
          <Button tone="accent" onClick={() => void merge()}>
            Merge both
          </Button>
        )}
      </div>
    </Modal>
  );
}

const signs: Readonly<Record<DiffLine['kind'], string>> = { same: ' ', removed: '−', added: '+' };
const tones: Readonly<Record<DiffLine['kind'], string>> = {
  same: '',
  removed: 'bg-danger-soft text-danger',
  added: 'bg-success-soft text-success',
};

function Line({ line }: { line: DiffLine | null }) {
  if (!line) return <div className="px-3 text-muted select-none">⋯</div>;
  return (
    <div className={`px-3 ${tones[line.kind]}`}>
      {signs[line.kind]} {line.text}
    </div>
  );
}

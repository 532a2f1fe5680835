import type { ReactNode } from 'react';
import { useSession } from '../session/session.ts';
import { formatTime } from '../parts/measures.ts';
import type { CodeFiles, OpenFile } from './codeFiles.ts';
import { fileName } from './fileLanguage.ts';

/** What a person has to decide about an open file: a conflict with the disk, unsaved text found, a file that is gone. */
export function FileNotes({
  file,
  files,
}: {
  file: OpenFile;
  files: Pick<CodeFiles, 'settle' | 'recover' | 'save' | 'lookOutside'>;
}) {
  const notifyError = useSession((state) => state.notifyError);
  const name = fileName(file.path);
  if (file.conflict)
    return (
      <Note
        text={`${name} was changed on disk since you opened it. Lines with − are on disk, those with + are yours. Nothing has been written yet.`}
      >
        <NoteButton onClick={() => files.settle(file.path, 'mine').catch(notifyError)}>Keep mine</NoteButton>
        <NoteButton onClick={() => files.settle(file.path, 'disk').catch(notifyError)}>Take disk</NoteButton>
      </Note>
    );
  if (file.recovered)
    return (
      <Note text={`Text of ${name} that was not saved was found, from ${formatTime(file.recovered.at).slice(0, 5)}.`}>
        <NoteButton onClick={() => files.recover(file.path, true)}>Restore it</NoteButton>
        <NoteButton onClick={() => files.recover(file.path, false)}>Discard it</NoteButton>
      </Note>
    );
  if (file.outside)
    return (
      <Note
        text={`${name} was changed on disk while you edit it. Your text is still here, and nothing is written over.`}
      >
        <NoteButton onClick={() => files.lookOutside(file.path)}>Compare</NoteButton>
      </Note>
    );
  if (file.isGone)
    return (
      <Note text={`${name} is no longer on disk. Your text is still here.`}>
        <NoteButton onClick={() => files.save(file.path).catch(notifyError)}>Write it again</NoteButton>
      </Note>
    );
  return null;
}

function Note({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line bg-warning-soft px-3 py-1"
    >
      <span className="min-w-0 grow">{text}</span>
      {children}
    </div>
  );
}

function NoteButton({ onClick, children }: { onClick: () => unknown; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={() => void onClick()}
      className="rounded border border-line-strong bg-raised px-2 py-0.5 hover:bg-hover"
    >
      {children}
    </button>
  );
}

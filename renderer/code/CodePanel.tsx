import { FileCode } from 'lucide-react';
import { useEffect, useImperativeHandle, useMemo, useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { useSession } from '../session/session.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useCodeHandle, type CodeHandle } from '../commands/codeHandle.ts';
import type { OpenFile } from './codeFiles.ts';
import { DiffEditor } from './DiffEditor.tsx';
import { FileNotes } from './FileNotes.tsx';
import { FileTabs } from './FileTabs.tsx';
import { askAt } from './monaco/askAt.ts';
import { formatText } from './monaco/formatText.ts';
import type { MonacoModel } from './monaco/models.ts';
import { TextEditor } from './TextEditor.tsx';
import type { GutterTests } from './tests/gutter.ts';
import { TestBar } from './tests/TestBar.tsx';
import { isTestFile, testFileOf } from '#shared/actor/testPath.ts';
import type { TestRuns } from './tests/testRuns.ts';
import { useCodeFiles, type OpenCode } from './useCodeFiles.ts';

/** Actor files in Monaco: tabs, help for the actor API, saving against what is on disk (E5). */
export default function CodePanel() {
  const root = useSession((state) => state.workspace?.root);
  if (root === undefined)
    return (
      <EmptyState icon={FileCode} title="No workspace yet">
        The code of actors opens here.
      </EmptyState>
    );
  return <Workbench key={root} workspace={root} />;
}

function Workbench({ workspace }: { workspace: string }) {
  const code = useCodeFiles(workspace);
  return code && <OpenFiles {...code} />;
}

function OpenFiles({ files, runs }: OpenCode) {
  const target = useSession((state) => state.code);
  const notify = useSession((state) => state.notify);
  const notifyError = useSession((state) => state.notifyError);
  const closeCode = useSession((state) => state.closeCode);
  const open = useStore(files.store, (state) => state.files);
  const active = useStore(files.store, (state) => state.active);
  const file = open.find(({ path }) => path === active);
  const [compared, setCompared] = useState<string | null>(null);
  // What is saved has nothing to be compared with.
  const isComparing = file !== undefined && file.isDirty && compared === file.path;

  useEffect(() => {
    if (target) files.open(target.path).catch(notifyError);
  }, [files, target, notifyError]);

  const compare = (): void => setCompared(isComparing || !file ? null : file.path);
  const close = (path: string): void => {
    files.close(path);
    if (open.length === 1) closeCode();
  };
  useImperativeHandle(useCodeHandle(), (): CodeHandle => ({
    format: () => {
      if (!file) return;
      const words = `Nothing formats ${file.path} here: Python, JavaScript, TypeScript and JSON are formatted.`;
      formatText(file.model.model).then((isDone) => !isDone && notify(words), notifyError);
    },
    compare: () =>
      file?.isDirty ? compare() : notify('There is nothing to compare: the text is that of the file on disk.'),
    ask: (question) => file && askAt(file.model.model, question),
    save: () => void (file && files.save(file.path).catch(notifyError)),
    close: () => file && close(file.path),
  }));

  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's' || !file) return;
    event.preventDefault();
    event.stopPropagation();
    files.save(file.path).catch(notifyError);
  };

  return (
    <div
      className="flex h-full flex-col bg-raised"
      onKeyDownCapture={onKeyDownCapture}
      // What is tried elsewhere is what was typed here (N8).
      onBlur={() => files.keepDrafts()}
    >
      <FileTabs
        files={files}
        open={open}
        active={active}
        isComparing={isComparing}
        onCompare={compare}
        onClose={close}
      />
      {file ? (
        <>
          <FileNotes file={file} files={files} />
          <TestBar path={file.path} runs={runs} text={() => file.model.getValue()} />
          <div className="min-h-0 grow">
            <Editor
              file={file}
              runs={runs}
              isComparing={isComparing}
              target={target?.path === file.path ? target : null}
            />
          </div>
        </>
      ) : (
        <EmptyState icon={FileCode} title="No file is open">
          Double-click a script node, or press Ctrl E on it, to open its code; or make a new actor.
        </EmptyState>
      )}
    </div>
  );
}

interface EditorProps {
  file: OpenFile<MonacoModel>;
  runs: TestRuns;
  isComparing: boolean;
  target: { line: number | null; request: number } | null;
}

function Editor({ file, runs, isComparing, target }: EditorProps) {
  const tests = useGutterTests(file.path);
  if (file.conflict) return <DiffEditor path={file.path} diskText={file.conflict.text} mine={file.model} />;
  if (isComparing) return <DiffEditor path={file.path} diskText={file.savedText} mine={file.model} />;
  return <TextEditor path={file.path} model={file.model} target={target} tests={tests} runs={runs} />;
}

/** Tests are run from the lines of actors, and from those of cases in a test file. */
function useGutterTests(path: string): GutterTests | null {
  const lines = useSession((state) =>
    [...state.components.values()].flatMap(({ file, line }) => (file === path ? [line ?? 1] : [])).join(),
  );
  return useMemo(() => {
    if (isTestFile(path)) return { testPath: path, actorLines: [] };
    const testPath = testFileOf(path);
    return testPath && lines !== '' ? { testPath, actorLines: lines.split(',').map(Number) } : null;
  }, [path, lines]);
}

import { useEffect, useRef } from 'react';
import type { MonacoModel } from './monaco/models.ts';
import { monaco } from './monaco/monaco.ts';
import { editorOptions } from './monaco/options.ts';

interface TextEditorProps {
  path: string;
  model: MonacoModel;
  readOnly: boolean;
  /** The line to show, counted from 1; `request` tells one request from the next. */
  target: { line: number | null; request: number } | null;
}

/** Monaco, on one of several texts; each keeps its own cursor, scroll position and undo history. */
export function TextEditor({ path, model, readOnly, target }: TextEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);

  useEffect(() => {
    const made = monaco.editor.create(box.current!, { ...editorOptions, model: null });
    editor.current = made;
    return () => {
      editor.current = null;
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const made = editor.current;
    if (!made) return;
    made.setModel(model.model);
    made.restoreViewState(model.viewState);
    return () => {
      if (!model.model.isDisposed()) model.viewState = made.saveViewState();
    };
  }, [model]);

  useEffect(() => {
    editor.current?.updateOptions({ readOnly, ariaLabel: `Code of ${path}` });
  }, [path, readOnly]);

  useEffect(() => {
    const made = editor.current;
    if (!made || !target || made.getModel() !== model.model) return;
    if (target.line !== null) {
      made.setPosition({ lineNumber: target.line, column: 1 });
      made.revealLineInCenter(target.line);
    }
    made.focus();
  }, [target, model]);

  return <div ref={box} className="h-full w-full" />;
}

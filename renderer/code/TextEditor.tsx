import { useEffect, useRef } from 'react';
import { textEditEvent, type TextEdit } from '../commands/desktopMenu.ts';
import type { MonacoModel } from './monaco/models.ts';
import { monaco } from './monaco/monaco.ts';
import { editorOptions } from './monaco/options.ts';
import { showTestsInGutter, type GutterTests } from './tests/gutter.ts';
import type { TestRuns } from './tests/testRuns.ts';
import './code.css';

interface TextEditorProps {
  path: string;
  model: MonacoModel;
  /** The line to show, counted from 1; `request` tells one request from the next. */
  target: { line: number | null; request: number } | null;
  /** What the gutter offers to test; null for nothing. */
  tests: GutterTests | null;
  runs: TestRuns;
}

/** Monaco, on one of several texts; each keeps its own cursor, scroll position and undo history. */
export function TextEditor({ path, model, target, tests, runs }: TextEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);

  useEffect(() => {
    const made = monaco.editor.create(box.current!, { ...editorOptions, model: null });
    editor.current = made;
    const around = box.current!;
    const editText = (event: CustomEvent<TextEdit>): void => {
      event.preventDefault();
      made.trigger('menu', event.detail, null);
    };
    around.addEventListener(textEditEvent, editText as EventListener);
    return () => {
      around.removeEventListener(textEditEvent, editText as EventListener);
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
    const made = editor.current;
    made?.updateOptions({ glyphMargin: tests !== null });
    if (!made || !tests || made.getModel() !== model.model) return;
    const gutter = showTestsInGutter(made, runs, tests);
    return () => gutter[Symbol.dispose]();
  }, [model, tests, runs]);

  useEffect(() => {
    editor.current?.updateOptions({ ariaLabel: `Code of ${path}` });
  }, [path]);

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

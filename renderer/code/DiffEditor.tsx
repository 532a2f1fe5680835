import { useEffect, useRef } from 'react';
import { fileLanguage } from './fileLanguage.ts';
import type { MonacoModel } from './monaco/models.ts';
import { monaco } from './monaco/monaco.ts';
import { editorOptions } from './monaco/options.ts';

/** The text on disk beside the text here; the latter can be edited. */
export function DiffEditor({ path, diskText, mine }: { path: string; diskText: string; mine: MonacoModel }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const original = monaco.editor.createModel(diskText, fileLanguage(path));
    const editor = monaco.editor.createDiffEditor(box.current!, {
      ...editorOptions,
      originalEditable: false,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 700,
      originalAriaLabel: `${path} on disk`,
      modifiedAriaLabel: `${path} as it is here`,
    });
    editor.setModel({ original, modified: mine.model });
    return () => {
      editor.dispose();
      original.dispose();
    };
  }, [path, diskText, mine]);
  return <div ref={box} className="h-full w-full" />;
}

import type { monaco } from './monaco.ts';

/** How every editor looks and behaves. */
export const editorOptions: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSize: 13,
  lineHeight: 20,
  minimap: { enabled: false },
  // Beside the canvas the code has little width to lose.
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 6,
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
  smoothScrolling: false,
  stickyScroll: { enabled: false },
  padding: { top: 6, bottom: 6 },
  renderLineHighlight: 'line',
  quickSuggestions: { strings: true, comments: false, other: true },
  tabSize: 4,
};

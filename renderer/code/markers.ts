import type { DiscoveryProblem } from '#shared/actor/actor.ts';
import { monaco } from './monaco/monaco.ts';

/** Shows the problems of a file at their places: those of one source, `discovery` (D8) or `sandbox`, in place of its earlier ones. */
export function markProblems(
  model: monaco.editor.ITextModel,
  path: string,
  source: 'discovery' | 'sandbox',
  problems: readonly DiscoveryProblem[],
): void {
  const markers = problems
    .filter((problem) => problem.file === path)
    .map(({ line, column, message }) => {
      const lineNumber = Math.min(Math.max(1, line), model.getLineCount());
      const startColumn = Math.min(Math.max(1, column), model.getLineMaxColumn(lineNumber));
      const word = model.getWordAtPosition({ lineNumber, column: startColumn });
      const endColumn = word?.endColumn ?? Math.max(startColumn + 1, model.getLineMaxColumn(lineNumber));
      return {
        severity: monaco.MarkerSeverity.Error,
        message,
        source,
        startLineNumber: lineNumber,
        startColumn,
        endLineNumber: lineNumber,
        endColumn,
      };
    });
  monaco.editor.setModelMarkers(model, source, markers);
}

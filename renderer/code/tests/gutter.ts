import { monaco } from '../monaco/monaco.ts';
import type { TestRun, TestRuns } from './testRuns.ts';
import { isTestFile } from '#shared/actor/testPath.ts';
import { caseLines } from './testFile.ts';

/** What the gutter of a file offers: the tests to run and the lines (from 1) to run them from. */
export interface GutterTests {
  readonly testPath: string;
  /** Lines of actors; those of cases are found in the text. */
  readonly actorLines: readonly number[];
}

/** Marks in the gutter that run tests, and tell how each case went (E5). */
export function showTestsInGutter(editor: monaco.editor.ICodeEditor, runs: TestRuns, tests: GutterTests): Disposable {
  const model = editor.getModel()!;
  const collection = editor.createDecorationsCollection();
  const linesOf = (run: TestRun | undefined): Map<number, string> => {
    if (!isTestFile(tests.testPath) || tests.actorLines.length > 0)
      return new Map(tests.actorLines.map((line) => [line, outcome(run)]));
    return new Map(caseLines(model.getValue()).map(({ name, line }) => [line, outcome(run, name)]));
  };
  const draw = (): void => {
    const lines = linesOf(runs.store.getState().get(tests.testPath));
    collection.set(
      [...lines].map(([line, kind]) => ({
        range: new monaco.Range(line, 1, line, 1),
        options: {
          glyphMarginClassName: `test-glyph test-glyph-${kind}`,
          glyphMarginHoverMessage: { value: 'Run the tests' },
          stickiness: monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
        },
      })),
    );
  };
  draw();
  const unsubscribe = runs.store.subscribe(draw);
  const listeners = [
    model.onDidChangeContent(draw),
    editor.onMouseDown(({ target }) => {
      if (target.type !== monaco.editor.MouseTargetType.GUTTER_GLYPH_MARGIN) return;
      if (linesOf(undefined).has(target.position.lineNumber)) void runs.run(tests.testPath);
    }),
  ];
  return {
    [Symbol.dispose]: () => {
      unsubscribe();
      for (const listener of listeners) listener.dispose();
      collection.clear();
    },
  };
}

function outcome(run: TestRun | undefined, name?: string): 'run' | 'running' | 'passed' | 'failed' {
  if (!run) return 'run';
  if (run.state === 'running') return 'running';
  if (run.state === 'failed') return 'failed';
  const results = name === undefined ? run.results : run.results.filter((result) => result.name === name);
  if (results.length === 0) return 'run';
  return results.every(({ problems }) => problems.length === 0) ? 'passed' : 'failed';
}

import type { CodeQuestion } from '../../commands/codeHandle.ts';
import { monaco } from './monaco.ts';

const actions: Readonly<Record<CodeQuestion, { id: string; args?: object }>> = {
  // The answer takes the focus, so that it is read out and its text can be reached.
  hover: { id: 'editor.action.showHover', args: { focus: 'autoFocusImmediately' } },
  definition: { id: 'editor.action.revealDefinition' },
  uses: { id: 'editor.action.goToReferences' },
  rename: { id: 'editor.action.rename' },
};

/** Asks the language about the place of the cursor in the editor that shows a model. */
export function askAt(model: monaco.editor.ITextModel, question: CodeQuestion): void {
  const editor = monaco.editor.getEditors().find((one) => one.getModel() === model);
  if (!editor) return;
  const { id, args } = actions[question];
  editor.focus();
  editor.trigger('command', id, args);
}

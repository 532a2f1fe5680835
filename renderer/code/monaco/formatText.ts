import { monaco } from './monaco.ts';

/** Lays out the text of a model in the editor that shows it, as one edit that can be undone. @returns false where nothing formats its language */
export async function formatText(model: monaco.editor.ITextModel): Promise<boolean> {
  const editor = monaco.editor.getEditors().find((one) => one.getModel() === model);
  const action = editor?.getAction('editor.action.formatDocument');
  if (!action?.isSupported()) return false;
  await action.run();
  return true;
}

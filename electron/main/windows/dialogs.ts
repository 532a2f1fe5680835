import { dialog, type BrowserWindow } from 'electron';

/** Asks for the folder of a workspace; undefined when the person thinks better of it. */
export async function askForWorkspace(owner: BrowserWindow | undefined): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = {
    title: 'Open workspace',
    message: 'A workspace is a folder with actors and graphs. Opening it runs nothing.',
    buttonLabel: 'Open',
    properties: ['openDirectory', 'createDirectory'],
  };
  const { canceled, filePaths } = await (owner
    ? dialog.showOpenDialog(owner, options)
    : dialog.showOpenDialog(options));
  return canceled ? undefined : filePaths[0];
}

/** Asks where a new workspace shall be: an empty folder, or one that is made in the dialog. */
export async function askForNewWorkspace(owner: BrowserWindow | undefined): Promise<string | undefined> {
  const options: Electron.OpenDialogOptions = {
    title: 'New workspace',
    message: 'Choose an empty folder for the new workspace, or make one.',
    buttonLabel: 'Make workspace',
    properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
  };
  const { canceled, filePaths } = await (owner
    ? dialog.showOpenDialog(owner, options)
    : dialog.showOpenDialog(options));
  return canceled ? undefined : filePaths[0];
}

/** Asks whether dropped actor files are to be copied into the workspace. */
export async function askToCopy(owner: BrowserWindow, names: readonly string[]): Promise<boolean> {
  const what = names.length === 1 ? names[0]! : `${names.length} actor files`;
  const { response } = await dialog.showMessageBox(owner, {
    type: 'question',
    message: `Copy ${what} into this workspace?`,
    detail: `${names.join('\n')}\n\nThe copies go to its folder "actors". They run in a sandbox, and only when you run them.`,
    buttons: ['Copy', 'Cancel'],
    cancelId: 1,
  });
  return response === 0;
}

export function sayThatItFailed(owner: BrowserWindow | undefined, what: string, error: unknown): void {
  const detail = error instanceof Error ? error.message : String(error);
  const options = { type: 'error' as const, message: what, detail, buttons: ['OK'] };
  void (owner ? dialog.showMessageBox(owner, options) : dialog.showMessageBox(options));
}

import { readFile, writeFile } from 'node:fs/promises';
import { expect } from 'playwright/test';
import { describe, it } from 'vitest';
import type { Page } from 'playwright';
import { Folder } from '../integration/commandLine.ts';
import { DesktopWindow } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { exampleFolder } from './exampleFolder.ts';

/** Drops files of the system on the middle of a page, as a file manager does. */
async function dropFiles(page: Page, files: string[]): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devTools.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await devTools.detach();
}

/** Makes the next question be answered with this button, and keeps its words. */
function answerQuestions(desktop: DesktopWindow, response: number): Promise<void> {
  return desktop.app.evaluate(({ dialog }, button) => {
    const asked: string[] = ((globalThis as unknown as { asked: string[] }).asked = []);
    dialog.showMessageBox = (async (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message);
      return { response: button, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
  }, response);
}

const questions = (desktop: DesktopWindow): Promise<string[]> =>
  desktop.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

describe('files and the desktop window', () => {
  it('[E10, P2] a graph file on the command line opens its workspace with that graph', async () => {
    await using folder = await exampleFolder();
    const text = await readFile(folder.path('weather.graph.json'), 'utf8');
    const graph = JSON.parse(text) as { properties: object };
    const renamed = { ...graph, properties: { ...graph.properties, name: 'second' } };
    await writeFile(folder.path('second.graph.json'), JSON.stringify(renamed));
    await using desktop = await DesktopWindow.open([folder.path('second.graph.json')]);
    const page = await desktop.app.firstWindow();
    await new Editor(page).ready();
    await expect(page.getByRole('tab', { name: /second/ })).toHaveAttribute('aria-selected', 'true');
  });

  it('[E10] dropped actor files are copied after asking, a dropped folder opens as a workspace, the rest is refused', async () => {
    await using folder = await exampleFolder();
    await using outside = await Folder.make({
      'halve.actor.py': 'def process(context):\n    return {"output": context.get_input("input") / 2}\n',
      'picture.bmp': '',
      'other/reflow.yaml': 'workspace:\n  name: other\n',
    });
    await using desktop = await DesktopWindow.open(['--workspace', folder.root]);
    const page = await desktop.app.firstWindow();
    const editor = new Editor(page);
    await editor.ready();
    const copied = () => readFile(folder.path('actors/halve.actor.py'), 'utf8').catch(() => 'not there');

    await answerQuestions(desktop, 1);
    await dropFiles(page, [outside.path('halve.actor.py')]);
    await expect.poll(() => questions(desktop)).toEqual(['Copy halve.actor.py into this workspace?']);
    expect(await copied()).toBe('not there');

    await answerQuestions(desktop, 0);
    await dropFiles(page, [outside.path('halve.actor.py')]);
    await expect.poll(copied).toContain('/ 2');
    await expect(editor.region('Palette').getByRole('button', { name: 'halve', exact: true })).toBeVisible();
    await dropFiles(page, [outside.path('halve.actor.py'), outside.path('picture.bmp')]);
    await expect
      .poll(() => questions(desktop))
      .toEqual([
        'Copy halve.actor.py into this workspace?',
        'Copy halve.actor.py into this workspace?',
        'halve.actor.py was not copied',
        'picture.bmp cannot be opened',
      ]);

    await dropFiles(page, [outside.path('other')]);
    await expect.poll(() => desktop.app.windows().length).toBe(2);
    expect(page.url()).toBe('app://editor/');
  });

  it('[E10] Help leads to crash reports and versions; updates are not there unless a feed is named', async () => {
    await using desktop = await DesktopWindow.open([]);
    await new Editor(await desktop.app.firstWindow()).ready();
    const help = await desktop.app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()!
        .items.find(({ role }) => role === 'help')!
        .submenu!.items.map(({ label }) => label),
    );
    expect(help).toEqual(expect.arrayContaining(['Show crash reports', 'About Reflow Studio']));
    expect(help).not.toContain('Check for updates…');
  });
});

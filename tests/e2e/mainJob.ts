import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright/test';
import { expect } from './expect.ts';
import { Editor } from './editor.ts';
import { exampleFolder, screenshots } from './exampleFolder.ts';
import type { Folder } from '../integration/commandLine.ts';

/** A way to have the editor on a workspace: a browser against `serve`, or the desktop window. */
export interface Host {
  name: string;
  open(workspace: string): Promise<OpenEditor>;
}

export interface OpenEditor extends AsyncDisposable {
  page: Page;
  /** kill -9 of the program, in the middle of whatever it does. */
  killHard(): Promise<void>;
}

/** What the console said that it should not have. */
function listenForErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}

export async function withEditor(
  host: Host,
  work: (editor: Editor, folder: Folder, open: OpenEditor) => Promise<void>,
): Promise<void> {
  await using folder = await exampleFolder();
  await using open = await host.open(folder.root);
  const errors = listenForErrors(open.page);
  const editor = new Editor(open.page);
  await editor.ready();
  try {
    await work(editor, folder, open);
  } catch (error) {
    await open.page.screenshot({ path: path.join(screenshots, `${host.name}-failed.png`) }).catch(() => {});
    throw error;
  }
  expect(errors).toEqual([]);
}

const shot = (host: Host, editor: Editor, name: string) =>
  editor.page.screenshot({ path: path.join(screenshots, `${host.name}-${name}.png`) });

/** Steps 1 and 2: the palette, the example, Run, values on wires and in the inspector, counters in the state browser. */
export async function runsTheExample(host: Host): Promise<void> {
  await withEditor(host, async (editor) => {
    const palette = editor.region('Palette');
    for (const name of ['RollingMean', 'Alert', 'YearSummary'])
      await expect(palette.getByRole('button', { name, exact: true })).toBeVisible();
    for (const title of ['Weather records', 'Rolling mean', 'Heat rule', 'Temperature', 'Summary by year', 'Years'])
      await expect(editor.node(title)).toBeVisible();
    await expect(editor.wire('Weather records.row to Rolling mean.row')).toHaveCount(1);
    await shot(host, editor, '1-opened');

    await editor.button('Run').click();
    await editor.node('Rolling mean').click({ position: { x: 40, y: 12 } });
    const inspector = editor.region('Inspector');
    await expect(inspector).toContainText('RollingMean');
    await expect(inspector.getByText(/"20\d\d-\d\d-\d\d"/).first()).toBeVisible({ timeout: 20_000 });
    await shot(host, editor, '2-running');

    await editor.page.getByRole('tab', { name: 'State' }).click();
    await expect(editor.region('State')).toContainText('days', { timeout: 10_000 });
    await shot(host, editor, '3-state');
    await editor.button('Stop').click();
    await expect(editor.button('Run')).toBeEnabled({ timeout: 15_000 });
  });
}

/** Step 3: an actor from the palette, wired; an impossible wire is refused with the reason. */
export async function wiresAnActor(host: Host): Promise<void> {
  await withEditor(host, async (editor, folder) => {
    const item = editor.region('Palette').getByRole('button', { name: 'ToFahrenheit', exact: true });
    await item.dragTo(editor.region('Canvas'), { targetPosition: { x: 300, y: 60 } });
    await expect(editor.node('ToFahrenheit')).toBeVisible();
    await editor.button('Fit view').click();
    await editor.page.waitForTimeout(600);

    await editor.draw('outport summary of Summary by year', 'inport celsius of ToFahrenheit', async () => {
      await expect(editor.region('Canvas').getByText('array<object> does not fit float')).toBeVisible();
      await shot(host, editor, '4-refused');
    });
    await expect(editor.wire('Summary by year.summary to ToFahrenheit.celsius')).toHaveCount(0);

    await editor.draw('outport row of Weather records', 'inport celsius of ToFahrenheit');
    await expect(editor.wire('Weather records.row to ToFahrenheit.celsius')).toHaveCount(1);
    await editor.button('Undo').click();
    await expect(editor.wire('Weather records.row to ToFahrenheit.celsius')).toHaveCount(0);
    await editor.button('Redo').click();
    await expect(editor.wire('Weather records.row to ToFahrenheit.celsius')).toHaveCount(1);
    await editor.button('Save').click();
    await expect.poll(() => readFile(folder.path('weather.graph.json'), 'utf8')).toContain('ToFahrenheit');
  });
}

/** Steps 4 and 5: the running flow takes new code between two messages; broken code is named and the old goes on; mended. */
export async function editsWhileRunning(host: Host): Promise<void> {
  await withEditor(host, async (editor, folder) => {
    const file = 'actors/rolling.actor.py';
    const code = (): Promise<string> => readFile(folder.path(file), 'utf8');
    await editor.button('Run').click();
    await editor.openCode('Rolling mean');
    await editor.typeInCode(['Control+End', 'ArrowUp', 'End', 'Backspace', 'Backspace'], ', "edition": "second"}}');
    await expect.poll(code).toContain('"mean": mean, "edition": "second"}}\n');
    const inspector = editor.region('Inspector');
    await expect(inspector.getByText('"second"').first()).toBeVisible({ timeout: 20_000 });
    await shot(host, editor, '5-new-code');

    await editor.typeInCode(['Control+Home'], 'def broken(: # ');
    await expect.poll(code).toMatch(/^def broken/);
    await expect(inspector).toContainText('SyntaxError', { timeout: 20_000 });
    await expect(inspector).toContainText('rolling.actor.py');
    await expect(inspector.getByText('"second"').first()).toBeVisible();
    await shot(host, editor, '6-broken-code');

    await editor.typeInCode(['Control+Home', ...Array.from({ length: 15 }, () => 'Delete')], '');
    await expect.poll(code).toMatch(/^from reflow/);
    await expect(inspector).not.toContainText('SyntaxError', { timeout: 20_000 });
  });
}

/** Step 6: saved, killed with kill -9 in the middle of an edit, started again: nothing is lost. */
export async function losesNothing(host: Host): Promise<void> {
  await using folder = await exampleFolder();
  {
    await using open = await host.open(folder.root);
    const editor = new Editor(open.page);
    await editor.ready();
    const palette = editor.region('Palette');
    await palette.getByRole('button', { name: 'PickField', exact: true }).press('Enter');
    await expect(editor.node('PickField')).toBeVisible();
    await editor.button('Save').click();
    await expect.poll(() => readFile(folder.path('weather.graph.json'), 'utf8')).toContain('PickField');
    await palette.getByRole('button', { name: 'ToFahrenheit', exact: true }).press('Enter');
    await expect(editor.node('ToFahrenheit')).toBeVisible();
    await editor.page.waitForTimeout(1000);
    await open.killHard();
  }
  expect(await readFile(folder.path('weather.graph.json'), 'utf8')).not.toContain('ToFahrenheit');
  await using again = await host.open(folder.root);
  const editor = new Editor(again.page);
  await editor.ready();
  await expect(editor.node('PickField')).toHaveCount(1);
  await shot(host, editor, '7-recovered');
  await editor.button('Restore').click();
  await expect(editor.node('ToFahrenheit')).toHaveCount(1);
  await editor.button('Save').click();
  await expect.poll(() => readFile(folder.path('weather.graph.json'), 'utf8')).toContain('ToFahrenheit');
}

/** The window in both themes at two sizes, for people to look at. */
export async function looksGood(host: Host): Promise<void> {
  await withEditor(host, async (editor) => {
    await editor.button('Run').click();
    for (const colorScheme of ['light', 'dark'] as const)
      for (const [width, height] of [
        [1280, 800],
        [1920, 1080],
      ] as const) {
        await editor.page.emulateMedia({ colorScheme });
        await editor.page.setViewportSize({ width, height });
        await editor.button('Fit view').click();
        await editor.page.waitForTimeout(700);
        await shot(host, editor, `look-${colorScheme}-${width}`);
      }
    for (const name of ['Palette', 'Canvas', 'Inspector', 'Log']) await expect(editor.region(name)).toBeVisible();
  });
}

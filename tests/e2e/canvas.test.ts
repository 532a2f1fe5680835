import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';
import type { Locator, Page } from 'playwright/test';
import { expect } from './expect.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { graphText, launchBrowser, serveEditor, type ServedEditor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const chain = graphText(
  {
    first: { component: 'Inject', x: 0, y: 0 },
    second: { x: 320, y: 0 },
    third: { x: 640, y: 0 },
    apart: { x: 640, y: 260 },
  },
  ['first.out second.in', 'second.out third.in'],
);
const open = (text = chain): Promise<ServedEditor> => serveEditor(browser, { 'main.graph.json': text });

type Place = { x: number; y: number };

async function middle(locator: Locator): Promise<Place> {
  const box = (await locator.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function drag(page: Page, from: Place, to: Place, whileDown?: () => Promise<void>): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await whileDown?.();
  await page.mouse.up();
}

const selectedNodes = (page: Page): Promise<string[]> =>
  page.locator('.react-flow__node.selected').evaluateAll((nodes) => nodes.map((node) => node.ariaLabel ?? '').sort());

/** The graph as it is saved. */
async function saved({ editor, folder }: ServedEditor): Promise<{
  processes: Record<string, { metadata: { studio: Record<string, number>; disabled?: unknown } }>;
  connections: { from: { nodeId: string }; metadata: { studio?: { points?: unknown[] } } }[];
  groups: { nodes: string[]; metadata: { name: string } }[];
  properties: { studio?: { comments?: { text: string; x: number; width: number }[] } };
}> {
  await editor.page.keyboard.press('Control+s');
  await expect(editor.page.getByRole('banner').getByText('unsaved')).toHaveCount(0);
  return JSON.parse(await readFile(folder.path('main.graph.json'), 'utf8')) as never;
}

describe('canvas', () => {
  it('[E1] a lasso selects what it surrounds, Shift adds to it, and a click leaves what it meets', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await editor.button('Lasso').click();
    const second = (await editor.node('second').boundingBox())!;
    const around = async (box: { x: number; y: number; width: number; height: number }): Promise<void> => {
      await page.mouse.move(box.x - 12, box.y - 12);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width + 12, box.y - 12, { steps: 5 });
      await page.mouse.move(box.x + box.width + 12, box.y + box.height + 12, { steps: 5 });
      await page.mouse.move(box.x - 12, box.y + box.height + 12, { steps: 5 });
      await page.mouse.up();
    };
    await around(second);
    await expect.poll(() => selectedNodes(page)).toEqual(['second']);
    await page.keyboard.press('l');
    await page.keyboard.down('Shift');
    await around((await editor.node('apart').boundingBox())!);
    await page.keyboard.up('Shift');
    await expect.poll(() => selectedNodes(page)).toEqual(['apart', 'second']);
    await editor.node('second').click({ position: { x: 60, y: 12 } });
    await expect.poll(() => selectedNodes(page)).toEqual(['second']);
  });

  it('[E1] a dragged node goes flush with its neighbours, along a line that shows', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    const apart = (await editor.node('apart').boundingBox())!;
    const grip = { x: apart.x + 60, y: apart.y + 12 };
    await drag(page, grip, { x: grip.x - 40, y: grip.y + 30 });
    await expect(page.locator('[data-guide]')).toHaveCount(0);
    const moved = (await editor.node('apart').boundingBox())!;
    const third = (await editor.node('third').boundingBox())!;
    const from = { x: moved.x + 60, y: moved.y + 12 };
    await drag(page, from, { x: from.x + (third.x - moved.x) + 3, y: from.y + 10 }, async () => {
      await expect(page.locator('[data-guide="x"]')).toHaveCount(1);
    });
    const { processes } = await saved(open_);
    expect(processes['apart']!.metadata.studio['x']).toBe(640);
  });

  it('[E1, E3] a group is made, moved by its title, named, and all of it undone', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await editor.node('second').click({ position: { x: 60, y: 12 } });
    await editor.node('third').click({ position: { x: 60, y: 12 }, modifiers: ['Shift'] });
    await page.keyboard.press('Control+g');
    const title = editor.region('Canvas').getByRole('group', { name: 'Group Group 1' }).getByRole('button');
    const before = (await editor.node('second').boundingBox())!;
    const grip = await middle(title);
    await drag(page, grip, { x: grip.x + 40, y: grip.y + 64 });
    const now = (await editor.node('second').boundingBox())!;
    expect(now.y).toBeGreaterThan(before.y + 40);
    await title.dblclick();
    await page.getByRole('textbox', { name: 'Name of Group 1' }).fill('Counting');
    await page.keyboard.press('Enter');
    await expect(editor.region('Canvas').getByRole('group', { name: 'Group Counting' })).toBeVisible();
    const { groups } = await saved(open_);
    expect(groups).toMatchObject([{ nodes: ['second', 'third'], metadata: { name: 'Counting' } }]);
    for (let count = 0; count < 3; count++) await editor.button('Undo').click();
    await expect(title).toHaveCount(0);
    await expect.poll(async () => (await editor.node('second').boundingBox())!.y).toBeCloseTo(before.y, 0);
  });

  it('[E1] a comment is written, moved and sized', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await editor.button('Comment').click();
    await page.getByRole('textbox', { name: 'Text of the comment' }).fill('Counts what comes');
    await page.keyboard.press('Escape');
    const sheet = editor.region('Canvas').locator('.react-flow__node[aria-label="Comment: Counts what comes"]');
    await expect(sheet).toBeVisible();
    const box = (await sheet.boundingBox())!;
    await drag(page, { x: box.x + 40, y: box.y + 70 }, { x: box.x - 160, y: box.y + 90 });
    const moved = (await sheet.boundingBox())!;
    expect(moved.x).toBeLessThan(box.x - 150);
    const corner = { x: moved.x + moved.width - 4, y: moved.y + moved.height - 4 };
    await drag(page, corner, { x: corner.x + 60, y: corner.y + 20 });
    const { properties } = await saved(open_);
    expect(properties.studio!.comments).toMatchObject([{ text: 'Counts what comes' }]);
    expect(properties.studio!.comments![0]!.width).toBeGreaterThan(270);
    await page.keyboard.press('Delete');
    await expect(sheet).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(sheet).toHaveCount(1);
  });

  it('[E1] a wire is led through points by double-click, drag and keys', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    const wire = editor.wire('first.out to second.in');
    const line = await middle(wire.locator('.react-flow__edge-path'));
    await page.mouse.dblclick(line.x, line.y);
    const point = editor.region('Canvas').getByRole('button', { name: 'point 1 of first.out to second.in' });
    await expect(point).toHaveCount(1);
    const at = await middle(point);
    await drag(page, at, { x: at.x, y: at.y + 80 });
    await expect.poll(async () => (await middle(point)).y).toBeGreaterThan(at.y + 60);
    await point.focus();
    await page.keyboard.press('ArrowDown');
    const { connections } = await saved(open_);
    expect(connections[0]!.metadata.studio!.points).toHaveLength(1);
    await point.focus();
    await page.keyboard.press('Delete');
    await expect(point).toHaveCount(0);
    await expect(wire).toHaveCount(1);
  });

  it('[E1, E2] a wire keeps its place when its end is dragged to another port, refuses what does not fit, and stays on empty space', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    const end = async (name: string): Promise<Place> => {
      const anchor = editor.wire(name).locator('.react-flow__edgeupdater-target');
      const at = await middle(anchor);
      return { x: at.x - 4, y: at.y };
    };
    await drag(page, await end('second.out to third.in'), await middle(editor.port('inport in of apart')));
    await expect(editor.wire('second.out to apart.in')).toHaveCount(1);
    await expect(editor.wire('second.out to third.in')).toHaveCount(0);
    const canvas = (await editor.region('Canvas').boundingBox())!;
    await drag(page, await end('second.out to apart.in'), { x: canvas.x + 60, y: canvas.y + canvas.height - 120 });
    await expect(editor.wire('second.out to apart.in')).toHaveCount(1);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await drag(page, await end('second.out to apart.in'), await middle(editor.port('outport out of first')));
    await expect(editor.wire('second.out to apart.in')).toHaveCount(1);
    await page.keyboard.press('Control+z');
    await expect(editor.wire('second.out to third.in')).toHaveCount(1);
  });

  it('[E8] a wire is reconnected by keyboard alone', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await editor.wire('second.out to third.in').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press(',');
    await expect(editor.region('Canvas').getByRole('status').filter({ hasText: 'Wire from' })).toBeVisible();
    await editor.port('inport reset of apart').focus();
    await page.keyboard.press('Enter');
    await expect(editor.wire('second.out to apart.reset')).toHaveCount(1);
    await expect(editor.wire('second.out to third.in')).toHaveCount(0);
  });

  it('[E1] the search leads from finding to finding', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await editor.region('Canvas').click({ position: { x: 30, y: 30 } });
    await page.keyboard.press('Control+f');
    const field = page.getByRole('searchbox', { name: 'Find in the graph' });
    await field.fill('counter');
    await expect(page.getByRole('search')).toContainText('1 of 3');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('search')).toContainText('2 of 3');
    await expect.poll(() => selectedNodes(page)).toEqual(['third']);
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
  });

  it('[E1] what is copied is pasted with its wires, in this window and in another', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await editor.node('second').click({ position: { x: 60, y: 12 } });
    await editor.node('third').click({ position: { x: 60, y: 12 }, modifiers: ['Shift'] });
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    await expect(editor.node('second2')).toBeVisible();
    await expect(editor.wire('second2.out to third2.in')).toHaveCount(1);
    const other = await open_.another();
    await expect(other.node('second2')).toBeVisible();
    await other.region('Canvas').click({ position: { x: 30, y: 30 } });
    await other.page.keyboard.press('Control+v');
    await expect(other.wire('second3.out to third3.in')).toHaveCount(1);
    await expect(editor.wire('second3.out to third3.in')).toHaveCount(1);
  });

  it('[E1] a node is disabled, bypassed and enabled again, which its card says in words', async () => {
    await using open_ = await open();
    const { page, editor } = open_;
    await editor.node('second').click({ position: { x: 60, y: 12 } });
    await page.keyboard.press('Control+b');
    await expect(editor.node('second').getByRole('img', { name: 'disabled' })).toBeVisible();
    await page.keyboard.press('Control+Shift+b');
    await expect(editor.node('second').getByRole('img', { name: 'bypassed' })).toBeVisible();
    expect((await saved(open_)).processes['second']!.metadata.disabled).toBe('bypass');
    await page.keyboard.press('Control+Shift+b');
    await expect(editor.node('second').getByRole('img', { name: 'not run' })).toBeVisible();
  });
});

describe('graphs inside graphs', () => {
  it('[E1, N11] a selection becomes a graph of its own, is opened in place, runs, shows what flows inside, and is unpacked', async () => {
    await using open_ = await open();
    const { page, editor, folder } = open_;
    const canvas = editor.region('Canvas');
    await editor.node('second').click({ position: { x: 60, y: 12 } });
    await editor.node('third').click({ position: { x: 60, y: 12 }, modifiers: ['Shift'] });
    await page.keyboard.press('Control+Shift+g');
    await page.getByRole('textbox', { name: 'Name' }).fill('Middle');
    await page.getByRole('button', { name: 'Make', exact: true }).click();
    await expect(editor.wire('first.out to Middle.in')).toHaveCount(1);
    await expect(editor.node('Middle').getByRole('img', { name: 'graph', exact: true })).toBeVisible();
    expect(JSON.parse(await readFile(folder.path('middle.graph.json'), 'utf8'))).toMatchObject({
      inports: { in: { nodeId: 'second' } },
    });

    await page.keyboard.press('Control+ArrowDown');
    await expect(editor.wire('second.out to third.in')).toHaveCount(1);
    const trail = page.getByRole('navigation', { name: 'Graphs around this one' });
    await expect(trail).toContainText('mainMiddle');
    await editor.button('Run').click();
    await expect(editor.wire('second.out to third.in')).toContainText('1', { timeout: 15_000 });
    await expect(editor.node('third')).toContainText('waits for in');
    await trail.getByRole('button', { name: 'main' }).click();
    await expect(editor.node('first')).toBeVisible();
    await expect(trail).toHaveCount(0);
    await editor.button('Stop').click();

    await editor.node('Middle').click({ position: { x: 60, y: 12 } });
    await page.keyboard.press('Control+Shift+u');
    await expect(editor.wire('first.out to second.in')).toHaveCount(1);
    await expect(editor.wire('second.out to third.in')).toHaveCount(1);
    await expect(canvas.locator('.react-flow__node[aria-label="Middle"]')).toHaveCount(0);
    for (let count = 0; count < 2; count++) await editor.button('Undo').click();
    await expect(editor.wire('first.out to second.in')).toHaveCount(1);
    for (let count = 0; count < 2; count++) await editor.button('Redo').click();
    await expect(editor.wire('second.out to third.in')).toHaveCount(1);
  });

  it('[C3, E2, E9] the first node of a new graph stays where it was dropped; the inspector says what it may reach, and takes JSON', async () => {
    await using open = await serveEditor(browser, { 'main.graph.json': graphText({ one: { x: 0, y: 0 } }) });
    const { page, editor } = open;
    await editor.button('New graph').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('fresh');
    await page.keyboard.press('Enter');
    await expect(editor.region('Canvas').getByText('This graph is empty')).toBeVisible();
    const canvas = (await editor.region('Canvas').boundingBox())!;
    const item = editor.region('Palette').getByRole('button', { name: 'ReadFile', exact: true });
    await item.dragTo(editor.region('Canvas'), { targetPosition: { x: 60, y: 64 } });
    await expect(editor.node('ReadFile')).toBeVisible();
    await expect
      .poll(async () => {
        const box = (await editor.node('ReadFile').boundingBox())!;
        return Math.abs(box.x - canvas.x - 60) < 16 && Math.abs(box.y - canvas.y - 64) < 16;
      })
      .toBe(true);
    await page.mouse.move(canvas.x + 300, canvas.y + 300);
    expect(Math.abs((await editor.node('ReadFile').boundingBox())!.x - canvas.x - 60)).toBeLessThan(16);
    await editor.node('ReadFile').click();
    await expect(editor.region('Inspector').getByText('Files of the workspace only (permissions.paths')).toBeVisible();

    // A setting of any type is written as JSON, to the last digit; what is none is not taken.
    await editor.region('Palette').getByRole('button', { name: 'Inject', exact: true }).press('Enter');
    const payload = editor.region('Inspector').getByRole('textbox', { name: 'Payload' });
    await payload.fill('{"a": [1,');
    await expect(editor.region('Inspector')).toContainText('No JSON yet');
    await payload.fill('{"a": [1, 12345678901234567890]}');
    await payload.blur();
    await page.keyboard.press('Control+s');
    const saved = (): Promise<string> => readFile(open.folder.path('fresh.graph.json'), 'utf8');
    await expect.poll(saved).toContain('12345678901234567890');
  });
});

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'vitest';
import { Folder } from '../integration/commandLine.ts';
import { DesktopWindow } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { exampleFolder } from './exampleFolder.ts';
import { expect } from './expect.ts';

const emptyGraph = (name: string): string => JSON.stringify({ properties: { name }, processes: {}, connections: [] });

describe('workspaces in desktop windows', () => {
  it('[E10, X1] are made and opened by menu and palette, one window each; what is open already comes to the front', async () => {
    await using folder = await exampleFolder();
    await using others = await Folder.make({
      'second/reflow.yaml': 'workspace:\n  name: second\n',
      'second/two.graph.json': emptyGraph('two'),
    });
    await using desktop = await DesktopWindow.open(['--workspace', folder.root]);
    const first = await desktop.app.firstWindow();
    await new Editor(first).ready();
    const count = () => desktop.app.windows().length;

    await desktop.pickFolder(undefined);
    await desktop.choose('File', 'Open workspace…');
    await desktop.pickFolder(others.path('second'));
    await first.keyboard.press('Control+o');
    const second = await desktop.pageOn('second');
    await expect(new Editor(second).region('Canvas')).toBeVisible();
    await expect(second.getByText('This workspace is not trusted')).toBeVisible();
    expect(count()).toBe(2);

    await desktop.choose('File', 'Open workspace…');
    await expect.poll(count).toBe(2);

    // What the program makes itself is trusted, and is not made over what somebody has.
    await desktop.pickFolder(others.path('made'));
    await new Editor(first).choose('New workspace');
    const made = await desktop.pageOn('made');
    await expect(new Editor(made).region('Palette')).toBeVisible();
    await expect(made.getByText('This workspace is not trusted')).toHaveCount(0);
    expect(await readFile(others.path('made/reflow.yaml'), 'utf8')).toContain('made');

    const recent = (await desktop.menu('File')).find(({ label }) => label === 'Open recent')!.items!;
    expect(recent.map((each) => path.basename(each)).slice(0, 3)).toEqual([
      'made',
      'second',
      path.basename(folder.root),
    ]);
    // What is just closing is no window any more: its workspace opens again in the same moment.
    const closing = await desktop.app.browserWindow(second);
    await closing.evaluate((window) => window.close());
    await desktop.choose('File', 'Open recent', recent[1]!);
    await expect.poll(() => second.isClosed()).toBe(true);
    await expect(new Editor(await desktop.pageOn('second')).region('Canvas')).toBeVisible();
    expect(await desktop.windowCount()).toBe(3);
    await desktop.choose('File', 'Open recent', 'Clear this list');
    await expect
      .poll(async () => (await desktop.menu('File')).find(({ label }) => label === 'Open recent')!.items)
      .toEqual(['None yet']);
  });

  it('[E10] windows come back as they were: their workspaces, their sizes and the graphs that were open', async () => {
    await using folder = await exampleFolder();
    await using home = await Folder.make({});
    await using others = await Folder.make({
      'second/reflow.yaml': 'workspace:\n  name: second\n',
      'second/one.graph.json': emptyGraph('one'),
      'second/two.graph.json': emptyGraph('two'),
    });
    {
      await using desktop = await DesktopWindow.open(['--workspace', folder.root], home);
      await new Editor(await desktop.app.firstWindow()).ready();
      await desktop.pickFolder(others.path('second'));
      await desktop.choose('File', 'Open workspace…');
      const second = await desktop.pageOn('second');
      await expect(second.getByRole('tab', { name: /one/ })).toHaveAttribute('aria-selected', 'true');
      await new Editor(second).choose('two.graph');
      await expect(second.getByRole('tab', { name: /two/ })).toHaveAttribute('aria-selected', 'true');
      const window = await desktop.app.browserWindow(second);
      await window.evaluate((each) => each.setBounds({ x: 40, y: 30, width: 1100, height: 720 }));
      await expect
        .poll(() => window.evaluate((each) => each.getNormalBounds()))
        .toMatchObject({ width: 1100, height: 720 });
      await desktop.close();
    }
    await using again = await DesktopWindow.open([], home);
    const first = await again.pageOn(folder.root);
    await new Editor(first).ready();
    const second = await again.pageOn('second');
    await expect(second.getByRole('tab', { name: /two/ })).toHaveAttribute('aria-selected', 'true');
    expect(again.app.windows()).toHaveLength(2);
    const window = await again.app.browserWindow(second);
    expect(await window.evaluate((each) => each.getNormalBounds())).toMatchObject({ width: 1100, height: 720 });
  });
});

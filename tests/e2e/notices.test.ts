import { describe, it } from 'vitest';
import { Folder } from '../integration/commandLine.ts';
import { graphText } from './browser.ts';
import { DesktopWindow } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { expect } from './expect.ts';
import { NotificationDaemon } from './notificationDaemon.ts';

const files = {
  'reflow.yaml': 'workspace:\n  name: notices\n',
  'good.graph.json': graphText({ one: { component: 'Inject', x: 0, y: 0, title: 'One' } }).replace('"main"', '"good"'),
  'bad.graph.json': graphText(
    {
      one: { component: 'Inject', x: 0, y: 0, title: 'One' },
      other: { component: 'Map', x: 320, y: 0, title: 'Other', config: { expression: '$error("no such day")' } },
    },
    ['one.out other.in'],
  ).replace('"main"', '"bad"'),
};

describe('what the desktop is told', () => {
  it('[E10] of runs that finish and fail while their window is in the background, and of none that somebody watches', async () => {
    await using daemon = await NotificationDaemon.start();
    await using folder = await Folder.make(files);
    await using desktop = await DesktopWindow.open(['--workspace', folder.root], undefined, daemon.environment);
    const page = await desktop.app.firstWindow();
    const editor = new Editor(page);
    const window = await desktop.app.browserWindow(page);
    const isFocused = () => window.evaluate((each) => each.isFocused());
    const readout = page.getByRole('banner').getByRole('status');
    await page.getByRole('button', { name: 'Trust this workspace' }).click();
    await editor.choose('good.graph');
    await expect.poll(isFocused).toBe(true);
    await editor.button('Run').click();
    await expect(readout).toHaveText('idle');

    await editor.choose('bad.graph');
    await window.evaluate((each) => each.blur());
    await expect.poll(isFocused).toBe(false);
    await editor.button('Run').click();
    await expect(readout).toHaveText('idle');
    await editor.choose('good.graph');
    await expect.poll(() => daemon.showing(), { timeout: 30_000 }).toBe(1);
    await daemon.press();
    await expect.poll(isFocused).toBe(true);
    await expect(page.getByRole('tab', { name: 'bad' })).toHaveAttribute('aria-selected', 'true');
    expect(await daemon.shown()).toEqual([
      { summary: 'bad finished with errors', body: expect.stringMatching(/^other failed once .*no such day/) },
    ]);
  });
});

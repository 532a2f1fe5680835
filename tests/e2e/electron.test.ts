import { expect } from './expect.ts';
import { describe, it } from 'vitest';
import { DesktopWindow } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { exampleFolder } from './exampleFolder.ts';
import { editsWhileRunning, losesNothing, runsTheExample, wiresAnActor, type Host } from './mainJob.ts';

const host: Host = {
  name: 'electron',
  async open(workspace) {
    const desktop = await DesktopWindow.open(['--workspace', workspace]);
    const page = await desktop.app.firstWindow();
    await page.getByRole('button', { name: 'Trust this workspace' }).click();
    return {
      page,
      killHard: () => desktop.killHard(),
      [Symbol.asyncDispose]: () => desktop[Symbol.asyncDispose](),
    };
  },
};

describe('the desktop window', () => {
  it('[E11, X2] shows the example, runs it, and shows values and state live', () => runsTheExample(host));
  it('[E2] an actor from the palette is wired; an impossible wire is refused with the reason', () =>
    wiresAnActor(host));
  it('[S8, E5] new code is used by the running flow; broken code is named and the old goes on', () =>
    editsWhileRunning(host));
  it('[G4] nothing is lost by kill -9 in the middle of an edit', () => losesNothing(host));

  it('[X1, X2] an untrusted workspace opens, runs nothing, and the page has no Node; closing leaves no process', async () => {
    await using folder = await exampleFolder();
    await using desktop = await DesktopWindow.open(['--workspace', folder.root]);
    const page = await desktop.app.firstWindow();
    const editor = new Editor(page);
    await editor.ready();
    await expect(page.getByText('This workspace is not trusted')).toBeVisible();
    await expect(editor.button('Run')).toBeDisabled();
    expect(
      await page.evaluate(() => [typeof globalThis.process, typeof (globalThis as { require?: unknown }).require]),
    ).toEqual(['undefined', 'undefined']);
    const before = page.url();
    await page.evaluate(() => void window.open('https://example.com'));
    await page.evaluate(() => void (location.href = 'https://example.com'));
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => location.href)).toBe(before);
    expect(desktop.app.windows()).toHaveLength(1);
    expect((await desktop.processes()).length).toBeGreaterThan(0);
    await desktop.close();
    await expect.poll(() => desktop.processes()).toEqual([]);
  });
});

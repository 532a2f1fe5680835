import { readdir, readFile } from 'node:fs/promises';
import { _electron } from 'playwright';
import { expect } from 'playwright/test';
import { describe, it } from 'vitest';
import { testElectron } from '../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../integration/commandLine.ts';
import { exampleFolder } from './exampleFolder.ts';
import { Editor } from './editor.ts';
import { VirtualDisplay } from './virtualDisplay.ts';
import { editsWhileRunning, losesNothing, runsTheExample, wiresAnActor, type Host } from './mainJob.ts';

async function launch(workspace: string, display: VirtualDisplay, userData: string) {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return _electron.launch({
    executablePath: await testElectron(),
    args: [...root, `--user-data-dir=${userData}`, projectRoot, '--workspace', workspace],
    env: { ...(process.env as Record<string, string>), DISPLAY: display.name },
  });
}

const host: Host = {
  name: 'electron',
  async open(workspace) {
    const display = await VirtualDisplay.start();
    const userData = await Folder.make({});
    const app = await launch(workspace, display, userData.root);
    const page = await app.firstWindow();
    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    let isKilled = false;
    const trust = page.getByRole('button', { name: 'Trust this workspace' });
    await trust.click();
    return {
      page,
      async killHard() {
        isKilled = true;
        app.process().kill('SIGKILL');
        await ended;
      },
      async [Symbol.asyncDispose]() {
        if (!isKilled) await app.close();
        await ended;
        await display[Symbol.asyncDispose]();
        await userData[Symbol.asyncDispose]();
      },
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
    await using display = await VirtualDisplay.start();
    await using userData = await Folder.make({});
    const app = await launch(folder.root, display, userData.root);
    const page = await app.firstWindow();
    const editor = new Editor(page);
    await editor.ready();
    await expect(page.getByText('This workspace is not trusted')).toBeVisible();
    await expect(editor.button('Run')).toBeDisabled();
    expect(
      await page.evaluate(() => [typeof globalThis.process, typeof (globalThis as { require?: unknown }).require]),
    ).toEqual(['undefined', 'undefined']);
    const before = await page.evaluate(() => location.href);
    await page.evaluate(() => void window.open('https://example.com'));
    await page.evaluate(() => void (location.href = 'https://example.com'));
    await page.waitForTimeout(300);
    expect(await page.evaluate(() => location.href)).toBe(before);
    expect(app.windows()).toHaveLength(1);
    const mine = await processesMentioning(userData.root);
    expect(mine.length).toBeGreaterThan(0);
    await app.close();
    await expect.poll(async () => (await processesMentioning(userData.root)).length).toBe(0);
  });
});

async function processesMentioning(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) found.push(line);
  }
  return found;
}

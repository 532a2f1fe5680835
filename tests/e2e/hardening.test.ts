import { expect } from './expect.ts';
import { describe, it } from 'vitest';
import { Folder } from '../integration/commandLine.ts';
import { Editor } from './editor.ts';
import { DesktopWindow } from './desktopWindow.ts';
import { exampleFolder } from './exampleFolder.ts';

/** Puts a script into the page as an attacker's markup would, and answers what it left in `document.title`. */
const inject = (code: string) => `new Promise((resolve) => {
  document.title = 'not run';
  const script = document.createElement('script');
  script.textContent = ${JSON.stringify(code)};
  document.body.append(script);
  setTimeout(() => resolve(document.title), 100);
})`;

describe('the window keeps what it shows in', () => {
  it('[X2, E10] no foreign script, address, permission, window or file gets through; the menu reaches the editor', async () => {
    await using folder = await exampleFolder();
    await using desktop = await DesktopWindow.open(['--workspace', folder.root]);
    const page = await desktop.app.firstWindow();
    await new Editor(page).ready();

    expect(page.url()).toBe('app://editor/');
    expect(await page.evaluate(inject(`document.title = 'run'`))).toBe('not run');
    expect(await page.evaluate(() => fetch('https://example.com').then(String, () => 'refused'))).toBe('refused');
    expect(await page.evaluate(() => fetch('app://elsewhere/index.html').then(String, () => 'refused'))).toBe(
      'refused',
    );
    for (const address of ['/../main/main.js', '/%2e%2e/main/main.js', '/..%2fmain%2fmain.js', '/%00', '/%zz'])
      expect(
        await page.evaluate(
          (url) =>
            fetch(url).then(
              ({ ok }) => ok,
              () => false,
            ),
          address,
        ),
      ).toBe(false);
    for (const name of ['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[])
      expect(
        await page.evaluate(
          (permission) => navigator.permissions.query({ name: permission }).then(({ state }) => state),
          name,
        ),
      ).toBe('denied');
    expect(await page.evaluate(() => window.open('app://editor/'))).toBeNull();
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = 'app://editor/';
      document.body.append(frame);
    });
    await expect
      .poll(() => page.frames().filter((frame) => frame !== page.mainFrame() && frame.url().startsWith('app:')).length)
      .toBe(0);
    await expect(
      page.evaluate(() =>
        (
          window as unknown as { reflowStudio: { openRecentWorkspace(folder: string): Promise<void> } }
        ).reflowStudio.openRecentWorkspace('/etc'),
      ),
    ).rejects.toThrow('not among the recent workspaces');

    const menus = await desktop.app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()!.items.map(({ label }) => label.replace('&', '')),
    );
    expect(menus).toEqual(['File', 'Edit', 'View', 'Run', 'Window', 'Help']);
    await desktop.app.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()!.items.find(({ label }) => label === '&View')!;
      view.submenu!.items.find(({ label }) => label === 'All commands…')!.click();
    });
    await expect(page.getByRole('dialog')).toBeVisible();
    for (const error of desktop.takeErrors()) expect(error).toMatch(/^Refused to |^Failed to load resource/);
  });

  it('[X1, E10] the example is trusted, another folder is not; trust and recent workspaces are remembered', async () => {
    await using folder = await exampleFolder();
    await using home = await Folder.make({});
    {
      await using first = await DesktopWindow.open([], home);
      const page = await first.app.firstWindow();
      const editor = new Editor(page);
      await editor.ready();
      await expect(editor.button('Run')).toBeEnabled();
      expect(await page.title()).toContain('weather');
    }
    {
      await using second = await DesktopWindow.open(['--workspace', folder.root], home);
      const page = await second.app.firstWindow();
      const editor = new Editor(page);
      await editor.ready();
      await expect(editor.button('Run')).toBeDisabled();
      await page.getByRole('button', { name: 'Trust this workspace' }).click();
      await expect(editor.button('Run')).toBeEnabled();
    }
    await using third = await DesktopWindow.open([], home);
    const editor = new Editor(await third.app.firstWindow());
    await editor.ready();
    await expect(editor.button('Run')).toBeEnabled();
    expect(await third.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle())).toContain(
      folder.root.split('/').at(-1),
    );
  });
});

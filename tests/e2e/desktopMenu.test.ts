import { describe, it } from 'vitest';
import { DesktopWindow } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { exampleFolder } from './exampleFolder.ts';
import { expect } from './expect.ts';

const patience = { timeout: 30_000 };

describe('the menus of the desktop window', () => {
  it('[E8, E10] show every command with the keys that it has now, and what can be done now', async () => {
    await using folder = await exampleFolder();
    await using desktop = await DesktopWindow.open(['--workspace', folder.root]);
    const page = await desktop.app.firstWindow();
    const editor = new Editor(page);
    await editor.ready();
    const item = async (menu: string, label: string) => (await desktop.menu(menu)).find((each) => each.label === label);

    const menus = (await Promise.all(['File', 'Edit', 'View', 'Run', 'Help'].map((name) => desktop.menu(name)))).flat();
    expect(menus.filter(({ id }) => id !== undefined).length).toBeGreaterThan(40);
    // What the palette offers, a menu offers, too; nothing can be run in a workspace that is not trusted.
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'All commands' })).toBeFocused();
    for (const section of ['Edit', 'Graph', 'View', 'Help']) {
      const group = page.getByRole('group', { name: section, exact: true });
      const texts = await group.getByRole('option').allTextContents();
      expect([section, texts.length > 0]).toEqual([section, true]);
      for (const text of texts) expect([text, menus.some(({ label }) => text.startsWith(label))]).toEqual([text, true]);
    }
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    expect(await item('Edit', 'Lasso')).toMatchObject({ accelerator: 'L', enabled: true });
    expect(await item('Edit', 'Duplicate')).toMatchObject({ accelerator: 'CmdOrCtrl+D', enabled: false });
    expect(await item('View', 'Zoom in')).toMatchObject({ accelerator: 'Plus' });
    await editor.node('Rolling mean').click({ position: { x: 40, y: 12 } });
    await expect.poll(() => item('Edit', 'Duplicate')).toMatchObject({ enabled: true });

    await desktop.choose('Help', 'Keyboard shortcuts');
    await page.getByRole('searchbox', { name: 'Search shortcuts' }).fill('lasso');
    await page.getByRole('button', { name: /^Keys of Lasso:/ }).click();
    await page.keyboard.press('Control+Shift+y');
    await expect.poll(() => item('Edit', 'Lasso')).toMatchObject({ accelerator: 'CmdOrCtrl+Shift+Y' });
    await page.keyboard.press('Escape');
    await desktop.choose('Edit', 'Lasso');
    await expect(editor.button('Lasso')).toHaveAttribute('aria-pressed', 'true');
  });

  it('[E10] Undo in the menu undoes the text where somebody types, else the graph', async () => {
    await using folder = await exampleFolder();
    await using desktop = await DesktopWindow.open(['--workspace', folder.root]);
    const page = await desktop.app.firstWindow();
    const editor = new Editor(page);
    await editor.ready();
    await editor.region('Palette').getByRole('button', { name: 'ToFahrenheit', exact: true }).press('Enter');
    await expect(editor.node('ToFahrenheit')).toBeVisible();
    await editor.openCode('Rolling mean');
    const line = editor.region('Code').locator('.view-line').filter({ hasText: 'only_for_a_moment' });
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText('only_for_a_moment');
    await expect(line).toBeVisible(patience);
    await desktop.choose('Edit', 'Undo');
    await expect(line).toHaveCount(0);
    await desktop.choose('Edit', 'Redo');
    await expect(line).toBeVisible();
    await expect(editor.node('ToFahrenheit')).toBeVisible();

    await editor.node('Rolling mean').click({ position: { x: 40, y: 12 } });
    await desktop.choose('Edit', 'Undo');
    await expect(editor.node('ToFahrenheit')).toHaveCount(0);
    await expect(line).toBeVisible();
  });
});

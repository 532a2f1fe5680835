import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright';
import { describe, it } from 'vitest';
import { Folder } from '../integration/commandLine.ts';
import { DesktopWindow } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { expect } from './expect.ts';
import { Keyring } from './keyring.ts';

const secret = 'sealed-0123456789';

async function openSecrets(desktop: DesktopWindow): Promise<Page> {
  const page = await desktop.app.firstWindow();
  const editor = new Editor(page);
  await expect(editor.region('Palette')).toBeVisible({ timeout: 30_000 });
  await editor.choose('Secrets');
  await expect(page.getByRole('dialog', { name: 'Secrets' })).toBeVisible();
  return page;
}

describe('secrets in the window', () => {
  it('[N12] are sealed by the system keychain, and can be used again after a restart; those of the environment stay in no crash report', async () => {
    await using home = await Folder.make({ 'workspace/reflow.yaml': '' });
    await using keyring = await Keyring.start();
    const args = ['--workspace', home.path('workspace')];
    const environment = { REFLOW_SECRETS: home.path('secrets'), ...keyring.environment };
    let reports = '';
    const listed = (page: Page) => page.getByRole('list', { name: 'Secrets' });
    {
      await using desktop = await DesktopWindow.open(args, home, environment);
      const page = await openSecrets(desktop);
      await expect(page.getByText('New secrets are sealed by the system keychain.')).toBeVisible();
      await page.getByLabel('Name').fill('API_KEY');
      await page.getByLabel('Value').fill(secret);
      await page.getByRole('button', { name: 'Set' }).click();
      await expect(listed(page)).toContainText('API_KEYsystem keychain');
      reports = await desktop.app.evaluate(({ app }) => app.getPath('crashDumps'));
    }
    const [file] = await readdir(home.path('secrets'));
    const kept = JSON.parse(await readFile(home.path(`secrets/${file}`), 'utf8')) as {
      secrets: Record<string, { sealed?: string }>;
    };
    const sealed = Buffer.from(kept.secrets['API_KEY']!.sealed!, 'base64').toString('latin1');
    // Chromium's mark of what a key of the keychain sealed.
    expect(sealed.slice(0, 3)).toBe('v11');
    expect(sealed).not.toContain(secret);
    // As a crash leaves it: a program's environment is part of its stack.
    const leaking = `\0ELSEWHERE_TOKEN=${secret}\0`;
    const blanked = `\0ELSEWHERE_TOKEN=${'*'.repeat(secret.length)}\0`;
    const report = (name: string) => path.join(reports, 'pending', `${name}.dmp`);
    await writeFile(report('first'), leaking);
    await using desktop = await DesktopWindow.open(args, home, environment);
    const page = await openSecrets(desktop);
    await expect(listed(page)).toContainText('API_KEYsystem keychain');
    await page.getByRole('button', { name: 'Delete API_KEY' }).click();
    await expect(listed(page)).toContainText('This workspace has no secrets yet.');

    await writeFile(report('second'), leaking);
    for (const name of ['first', 'second']) await expect.poll(() => readFile(report(name), 'latin1')).toBe(blanked);
  });
});

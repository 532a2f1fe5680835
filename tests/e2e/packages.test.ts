import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
import { Folder } from '../integration/commandLine.ts';
import { graphText, launchBrowser, serveEditor } from './browser.ts';
import { expect } from './expect.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => vi.unstubAllEnvs());

/** A package index that never answers, so that an installation lasts until it is cancelled. */
async function silentIndex(): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('packages in the window', () => {
  it('[E9, S7] installing shows what is being done and can be cancelled; what is missing then is said, with a way on', async () => {
    await using index = await silentIndex();
    await using cache = await Folder.make({});
    vi.stubEnv('PIP_INDEX_URL', index.url);
    vi.stubEnv('XDG_CACHE_HOME', cache.root);
    await using open = await serveEditor(browser, {
      'reflow.yaml': 'sandbox:\n  python:\n    packages: [no-such-package-of-ours]\n',
      'main.graph.json': graphText(
        { ticks: { component: 'Inject', x: 0, y: 0 }, twice: { component: 'Twice', x: 320, y: 0 } },
        ['ticks.out twice.value'],
      ),
      'twice.actor.py':
        'from reflow import actor\n\n@actor(name="Twice", inports=["value"])\ndef twice(context):\n    print(context.get_input("value"))\n',
    });
    const { page, editor } = open;
    await editor.button('Run').click();
    await expect(page.getByText('Installing 1 Python package')).toBeVisible();
    await expect(page.getByRole('progressbar', { name: 'Installing Python packages' })).toBeVisible();
    await editor.button('Cancel').click();
    await expect(page.getByText('Python packages are missing.')).toBeVisible();
    await expect(page.getByText('Installing 1 Python package')).toHaveCount(0);
    await editor.button('Try again').click();
    await expect(page.getByText('Installing 1 Python package')).toBeVisible();
    await editor.button('Cancel').click();
    await expect(page.getByText('Python packages are missing.')).toBeVisible();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(page.getByText('Python packages are missing.')).toHaveCount(0);
  });
});

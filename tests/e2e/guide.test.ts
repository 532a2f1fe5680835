import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { graphText, launchBrowser, serveEditor } from './browser.ts';
import { expect } from './expect.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const files = {
  'main.graph.json': graphText(
    { ticks: { component: 'Inject', x: 0, y: 0 }, twice: { component: 'Twice', x: 320, y: 0 } },
    ['ticks.out twice.value'],
  ),
  'twice.actor.js': `import { actor } from 'reflow';
export default actor({ name: 'Twice', inports: ['value'], outports: ['double'] }, (context) => ({ double: 2 * context.getInput('value') }));
`,
};

describe('the first minutes', () => {
  it('[E9] the first steps follow what a person does, by keys too, and stay away once they are closed', async () => {
    await using open = await serveEditor(browser, files);
    const { page, editor } = open;
    const steps = page.getByRole('region', { name: 'First steps' });
    const next = steps.locator('[aria-current="step"]');
    await expect(next).toHaveText(/Run/);
    await page.keyboard.press('F5');
    await expect(next).toHaveText(/Look at a wire/);
    await editor.wire('ticks.out to twice.value').focus();
    await page.keyboard.press('Enter');
    await expect(next).toHaveText(/Open code/);
    await editor.openCode('twice');
    await expect(next).toHaveText(/Change it/);
    await editor.typeInCode(['Control+End'], '// mine\n');
    await expect(steps.getByRole('status')).toContainText('That was the whole round.');

    await steps.getByRole('button', { name: 'Close the guide' }).focus();
    await page.keyboard.press('Enter');
    await expect(steps).toHaveCount(0);
    const again = await open.another();
    await expect(again.page.getByRole('region', { name: 'First steps' })).toHaveCount(0);
    await again.page.keyboard.press('Control+k');
    await again.page.keyboard.type('first steps');
    await again.page.keyboard.press('Enter');
    await expect(again.page.getByRole('region', { name: 'First steps' })).toBeVisible();
  });

  it('[E9] the welcome page offers the graphs, the examples with the command that makes them, and is there from a graph too', async () => {
    await using open = await serveEditor(browser, files);
    const { page, editor } = open;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('welcome');
    await page.keyboard.press('Enter');
    const welcome = page.getByRole('dialog');
    for (const name of [/^main/, /^New graph/, /^Weather/, /^Log files to alerts/, /^Live feed/])
      await expect(welcome.getByRole('button', { name })).toBeVisible();
    await welcome.getByRole('button', { name: /^Live feed/ }).click();
    await expect(page.getByText('reflow-studio new my-live-feed --example live-feed').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(welcome).toHaveCount(0);
    await editor.region('Canvas').press('Alt+w');
    await expect(editor.region('Canvas').getByRole('button', { name: /^Weather/ })).toBeVisible();
    await editor.region('Canvas').getByRole('button', { name: /^main/ }).click();
    await expect(editor.node('twice')).toBeVisible();
  });
});

import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright';
import { expect } from './expect.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { graphText, launchBrowser, serveEditor, type ServedEditor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const broken = '@actor(name="Broken"\ndef process(context): pass\n';
const files = {
  'main.graph.json': graphText(
    {
      first: { component: 'Inject', x: 0, y: 0, title: 'Numbers' },
      second: { x: 320, y: 0 },
      missing: { component: 'Gone', x: 640, y: 0 },
    },
    ['first.out second.in', 'second.out missing.in'],
  ),
  'actors/broken.actor.py': broken,
  'notes.actor.js': '/** @component Notes */\nexport function process(context) { return { output: 1 }; }\n',
};

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** What axe finds wrong with the page as it is now. */
async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const loaded = window as unknown as {
      axe: { run(context: object, options: object): Promise<{ violations: Violation[] }> };
    };
    // The editor that Monaco brings is not ours to change.
    const context = { exclude: [['.monaco-editor']] };
    return (await loaded.axe.run(context, { resultTypes: ['violations'] })).violations;
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary?.slice(0, 240)}`),
  );
}

const themes = ['light', 'dark', 'contrast'] as const;

async function openIn(theme: (typeof themes)[number]): Promise<ServedEditor> {
  return serveEditor(browser, files, {
    reducedMotion: 'reduce',
    prepare: async (page) => {
      await page.addInitScript((chosen) => {
        if (localStorage.getItem('reflow-studio.preferences') === null)
          localStorage.setItem('reflow-studio.preferences', JSON.stringify({ theme: chosen }));
      }, theme);
    },
  });
}

describe('for everybody', () => {
  for (const theme of themes)
    it(`[E8, E11] axe finds nothing wrong with any panel or dialog in the ${theme} theme`, async () => {
      await using open = await openIn(theme);
      const { page, editor } = open;
      await page.evaluate(axe.source);
      const found: Record<string, string[]> = {};
      const check = async (what: string): Promise<void> => {
        const wrong = await violations(page);
        if (wrong.length > 0) found[what] = wrong;
      };
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      // A part of the name finds it, too.
      for (const name of ['Run', 'Stop', 'Pause', 'Step', 'Save', 'Undo', 'Redo', 'Fit view'])
        await expect(page.getByRole('button', { name }), `buttons called ${name}`).toHaveCount(1);
      await check('graph and palette');
      await editor.node('second').click({ position: { x: 60, y: 12 } });
      await check('node selected');
      for (const panel of ['Log', 'Problems', 'Messages', 'State', 'Runs', 'Metrics']) {
        await page.getByRole('tab', { name: panel }).click();
        if (!(await editor.region(panel).isVisible())) await page.getByRole('tab', { name: panel }).click();
        await expect(editor.region(panel)).toBeVisible();
        await check(panel);
      }
      await editor.button('Show files').click();
      await check('files');
      await editor.region('Canvas').click({ position: { x: 30, y: 300 } });
      await page.keyboard.press('Shift+C');
      await page.keyboard.type('A note');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+f');
      await check('comment and search');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Space');
      await expect(page.getByRole('dialog', { name: 'Add a node' })).toBeVisible();
      await check('quick-add');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog')).toBeVisible();
      await check('commands');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await check('shortcuts');
      await page.keyboard.press('Escape');
      await editor.choose('Secrets');
      await expect(page.getByText(/new secrets are kept/)).toBeVisible();
      await check('secrets');
      await page.keyboard.press('Escape');
      await editor.button('Theme').click();
      await check('theme menu');
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'Files' }).getByRole('button', { name: 'notes.actor.js' }).click();
      await expect(editor.region('Code').locator('.view-line').first()).toBeVisible({ timeout: 30_000 });
      await check('code');
      expect(found).toEqual({});
    });

  it('[E8] keys are changed in the list of shortcuts, shown everywhere, and hold after the window is opened again', async () => {
    await using open = await openIn('light');
    const { page, editor } = open;
    await page.keyboard.press('?');
    await page.getByRole('searchbox', { name: 'Search shortcuts' }).fill('lasso');
    await page.getByRole('button', { name: /^Keys of Lasso:/ }).click();
    await page.keyboard.press('Control+Shift+y');
    await expect(page.getByRole('button', { name: /^Keys of Lasso:/ })).toContainText('CtrlShiftY');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+y');
    await expect(editor.button('Lasso')).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Control+Shift+y');
    await page.keyboard.press('l');
    await expect(editor.button('Lasso')).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('?');
    await page.getByRole('searchbox', { name: 'Search shortcuts' }).fill('begin a wire');
    await page.getByRole('button', { name: /^Keys of Begin a wire/ }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('Escape');
    await editor.node('second').focus();
    await page.keyboard.press('.');
    await expect(page.locator('.port-origin')).toHaveCount(0);
    await page.keyboard.press('j');
    await expect(page.locator('.port-origin')).toHaveCount(1);
    const again = await open.another();
    await again.page.keyboard.press('Control+k');
    await expect(again.page.getByRole('option', { name: /^Lasso/ })).toContainText('CtrlShiftY');
    expect(JSON.parse(await readFile(open.folder.path('.reflow/settings.json'), 'utf8'))).toMatchObject({
      keys: { 'more.lasso': ['Mod+Shift+Y'], 'canvas.wire': ['J'] },
    });
  });

  it('[E8] a graph is built and wired without a mouse', async () => {
    await using open = await openIn('light');
    const { page, editor } = open;
    await page.keyboard.press('Control+0');
    await page.keyboard.press('Space');
    await page.keyboard.type('Delay');
    await page.keyboard.press('Enter');
    await expect(editor.node('Delay')).toBeVisible();
    // The new node has the keyboard; from the last one, Tab leads around to the first port that fits.
    await expect(editor.node('Delay')).toBeFocused();
    await page.keyboard.press('.');
    await page.keyboard.press('Tab');
    await expect(editor.port('inport in of second')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(editor.wire('Delay.out to second.in')).toHaveCount(1);
    // While a wire is drawn, Space makes its other end: beside it, wired, clear of others and in sight.
    await editor.node('Delay').focus();
    await page.keyboard.press('.');
    await page.keyboard.press('Space');
    await page.keyboard.type('Display');
    await page.keyboard.press('Enter');
    await expect(editor.wire('Delay.out to Display.in')).toHaveCount(1);
    await expect(editor.node('Display')).toBeFocused();
    await expect(editor.node('Display')).toBeInViewport({ ratio: 0.99 });
    const box = async (title: string) => (await editor.node(title).boundingBox())!;
    const [delay, display] = [await box('Delay'), await box('Display')];
    expect(display.x).toBeGreaterThan(delay.x + delay.width);
    await editor.node('Delay').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await expect(editor.button('Undo')).toHaveAttribute('aria-disabled', 'false');
    await editor.node('Numbers').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+g');
    await expect(editor.region('Canvas').getByRole('group', { name: /^Group/ })).toHaveCount(1);
    await editor.button('Fit view').focus();
    await page.keyboard.press('Space');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  it('[E8] at 125 to 200 % zoom nothing is cut off that cannot be reached', async () => {
    for (const zoom of [1.25, 1.5, 2]) {
      await using open = await serveEditor(browser, files, {
        viewport: { width: Math.round(1280 / zoom), height: Math.round(800 / zoom) },
        deviceScaleFactor: zoom,
      });
      const { page, editor } = open;
      const { width, height } = page.viewportSize()!;
      for (const name of ['Run', 'Stop', 'Save', 'Undo', 'Redo', 'Fit view', 'Lasso', 'Theme']) {
        const box = (await editor.button(name).boundingBox())!;
        expect([zoom, name, box.x >= 0 && box.x + box.width <= width]).toEqual([zoom, name, true]);
        expect([zoom, name, box.y >= 0 && box.y + box.height <= height]).toEqual([zoom, name, true]);
      }
      const canvas = (await editor.region('Canvas').boundingBox())!;
      expect([zoom, canvas.width >= 240, canvas.height >= 120]).toEqual([zoom, true, true]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
  });
});

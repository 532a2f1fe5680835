import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { graphText, launchBrowser, serveEditor } from './browser.ts';
import { expect } from './expect.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const dot = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
const files = {
  'main.graph.json': graphText(
    {
      ticks: { component: 'Inject', x: 0, y: 0, config: { interval: 20, count: 0 } },
      count: { x: 320, y: 0 },
      near: { component: 'Display', x: 640, y: 0, config: { mode: 'chart', points: 50 } },
      far: { component: 'Display', x: 12_000, y: 0 },
      picture: { component: 'Constant', x: 320, y: 200, config: { value: `data:image/gif;base64,${dot}` } },
      low: { component: 'Display', x: 24_000, y: 0, height: 136, config: { mode: 'chart' } },
    },
    ['ticks.out count.in', 'count.count near.in', 'count.count far.in', 'count.count low.in'],
  ),
};

/** The nodes whose messages the page asks for. */
function askedFor(page: Page): Set<string> {
  const nodes = new Set<string>();
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const text = payload.toString();
      if (!text.includes('"topic":"messages"')) return;
      for (const [, node] of text.matchAll(/"node":"([^"]+)"/g)) nodes.add(node!);
    }),
  );
  return nodes;
}

describe('displays on the canvas', () => {
  it('[C3, E6, N13] a card shows what arrives, live, and asks for messages only while it is in sight', async () => {
    let asked = new Set<string>();
    await using open = await serveEditor(browser, files, {
      prepare: (page) => {
        asked = askedFor(page);
        return Promise.resolve();
      },
    });
    const { page, editor } = open;
    await editor.button('Run').click();
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('near');
    await page.keyboard.press('Escape');
    const chart = editor.node('near').locator('canvas');
    await expect(chart).toBeVisible();
    await expect(editor.node('picture').getByRole('img', { name: 'last value of out' })).toBeVisible();
    const drawn = (): Promise<string> => chart.evaluate((element: HTMLCanvasElement) => element.toDataURL());
    const before = await drawn();
    await expect.poll(drawn).not.toBe(before);
    expect([...asked]).toEqual(['near']);

    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('far');
    await page.keyboard.press('Escape');
    await expect(editor.node('far').locator('p[aria-label="far on the canvas"]')).toHaveText(/^\d+$/);
    expect([...asked]).toEqual(['near', 'far']);

    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('low');
    await page.keyboard.press('Escape');
    // However low a chart is, it says what its lines are.
    const legend = editor.node('low').locator('.u-legend');
    await expect(legend).toHaveText(/value\d+/);
    const [inside, around] = [(await legend.boundingBox())!, (await editor.node('low').boundingBox())!];
    const foot = (await editor.node('low').locator('footer').boundingBox())!;
    expect(inside.y).toBeGreaterThan(around.y);
    expect(inside.y + inside.height).toBeLessThanOrEqual(foot.y + 1);
  });

  it('[E1, E3, E8, G3] a card is resized by its corner and by keys, and folded, each as one step', async () => {
    await using open = await serveEditor(browser, files);
    const { page, editor, folder } = open;
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('near');
    await page.keyboard.press('Escape');
    const card = editor.node('near');
    const studio = async (): Promise<Record<string, unknown>> => {
      await editor.button('Save').click();
      await expect.poll(() => page.getByText('unsaved', { exact: true }).count()).toBe(0);
      const graph = JSON.parse(await folder.read('main.graph.json')) as {
        processes: Record<string, { metadata: { studio: Record<string, unknown> } }>;
      };
      return graph.processes['near']!.metadata.studio;
    };
    const corner = editor.button('Resize near');
    const from = (await corner.boundingBox())!;
    await page.mouse.move(from.x + 8, from.y + 8);
    await page.mouse.down();
    await page.mouse.move(from.x + 48, from.y + 68, { steps: 4 });
    await page.mouse.up();
    const first = { x: 640, y: 0 };
    await expect.poll(studio).toEqual({ ...first, width: 392, height: 346 });
    const [box, port] = [(await card.boundingBox())!, (await editor.port('outport out of near').boundingBox())!];
    expect(Math.abs(box.x + box.width - (port.x + port.width / 2))).toBeLessThan(2);

    await corner.press('ArrowLeft');
    await expect.poll(studio).toEqual({ ...first, width: 376, height: 346 });
    await editor.button('Undo').click();
    await editor.button('Undo').click();
    await expect.poll(studio).toEqual(first);

    await card.focus();
    await page.keyboard.press('Shift+D');
    await expect.poll(studio).toEqual({ ...first, collapsed: true });
    await expect(card.getByText('Nothing has arrived yet')).toHaveCount(0);
    await card.focus();
    await page.keyboard.press('Shift+D');
    await expect.poll(studio).toEqual(first);
  });
});

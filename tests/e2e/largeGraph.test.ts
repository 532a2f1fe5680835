import type { Browser, Page } from 'playwright';
import { expect } from './expect.ts';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { largeGraphText } from '../../electron/cli/bench/largeGraph.ts';
import { launchBrowser, serveEditor } from './browser.ts';
import { countRenders, takeRenders } from './renderCounter.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const moves = 24;

/** Drags a node in as many steps, and lets the page draw each; it is seen where the pointer leads it before it is dropped. */
async function dragNode(page: Page, id: string): Promise<void> {
  const node = page.locator(`.react-flow__node[data-id="${id}"]`);
  const box = (await node.boundingBox())!;
  const [x, y] = [box.x + Math.min(40, box.width / 2), box.y + Math.min(10, box.height / 2)];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= moves; step++) {
    await page.mouse.move(x + step * 3, y + step * 2);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  const shown = (await node.boundingBox())!;
  // It goes flush with what it comes near to.
  expect(Math.abs(shown.x - box.x - moves * 3)).toBeLessThan(10);
  expect(Math.abs(shown.y - box.y - moves * 2)).toBeLessThan(10);
  await page.mouse.up();
  expect(await node.boundingBox()).toEqual(shown);
}

/** Renderings of a card where React hears of the beginning and the end of a drag, and not of the way between. */
const endsOnly = 6;

describe('2,000 nodes and 3,000 connections', () => {
  it('[B9] a drag renders the moved node and its wires and no others, near and far, at rest and live', async () => {
    await using open = await serveEditor(
      browser,
      { 'big.graph.json': largeGraphText() },
      {
        prepare: async (page) => {
          await countRenders(page);
          // The canvas keeps its size while the flow is started.
          const preferences = JSON.stringify({ guide: { done: [], isClosed: true } });
          await page.addInitScript((kept) => localStorage.setItem('reflow-studio.preferences', kept), preferences);
        },
      },
    );
    const { page, editor } = open;
    await expect(page.locator('.react-flow__node')).toHaveCount(2000);

    const far = page.locator('.react-flow__node[data-id="n1020"]');
    await far.click();
    await takeRenders(page);
    await dragNode(page, 'n1020');
    const fromAfar = await takeRenders(page);
    expect(Object.keys(fromAfar.cards)).toEqual(['n1020']);
    expect(fromAfar.cards['n1020']!).toBeLessThan(endsOnly);
    expect(fromAfar.wires).toEqual({});

    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('n1020');
    await page.keyboard.press('Escape');
    await expect(editor.port('inport in of n1020')).toBeVisible();
    await expect.poll(async () => (await takeRenders(page)).components).toBe(0);
    await dragNode(page, 'n1020');
    const near = await takeRenders(page);
    expect(Object.keys(near.cards)).toEqual(['n1020']);
    expect(near.cards['n1020']!).toBeLessThan(endsOnly);
    expect(Object.keys(near.wires).length).toBeGreaterThan(1);
    for (const wire of Object.keys(near.wires)) expect(wire).toContain('n1020.');
    // Its wires at each place on its way, and what the panels had left to draw; not something for each node of the graph.
    expect(near.components).toBeLessThan(2000);

    await editor.button('Run').click();
    await expect(editor.node('n1020')).toContainText('/s', { timeout: 60_000 });
    await takeRenders(page);
    await dragNode(page, 'n1020');
    const live = await takeRenders(page);
    // A card draws its own changes by itself; only the moved one is given anything else.
    if (Object.keys(live.given).length !== 1) console.log(JSON.stringify(live));
    expect(Object.keys(live.given)).toEqual(['n1020']);
    await editor.button('Stop').click();
  });
});

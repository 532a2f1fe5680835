import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { graphText, launchBrowser, serveEditor, type ServedEditor } from '../browser.ts';
import { expect } from '../expect.ts';
import { differences, pictureText, type Look } from './compareLooks.ts';
import { isUpdating, keepLooks, keptLooks } from './keptLooks.ts';
import { coarsePicture, seenElements } from './seenElements.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const records = [
  { year: 2012, days: 366, mean: 15.3 },
  { year: 2013, days: 365, mean: 16.1 },
  { year: 2014, days: 365, mean: 16.9 },
];
const files = {
  'main.graph.json': graphText(
    {
      years: { component: 'Constant', x: 0, y: 0, title: 'Years', config: { value: records } },
      each: { component: 'Split', x: 320, y: 0, title: 'One by one' },
      mean: { component: 'Mean', x: 320, y: 200, title: 'Mean', config: { window: 7 } },
      table: { component: 'Display', x: 640, y: 200, title: 'Table', config: { mode: 'table' } },
      last: { component: 'Display', x: 640, y: 0, title: 'Last' },
      gone: { component: 'Gone', x: 1000, y: 0, title: 'Unknown' },
    },
    ['years.out each.in', 'years.out table.in', 'each.count last.in', 'each.out mean.value', 'mean.mean gone.in'],
  ),
  'actors/mean.actor.py': `from reflow import actor

@actor(name="Mean", category="statistics", description="The mean of the last values.",
       inports=[{"name": "value", "type": "object"}], outports=[{"name": "mean", "type": "float"}],
       config_schema={"type": "object", "properties": {"window": {"type": "integer", "title": "Window", "default": 7}}})
async def process(context):
    pass
`,
  'actors/broken.actor.py': '@actor(name="Broken"\ndef process(context): pass\n',
};

const themes = ['light', 'dark'] as const;
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

async function openIn(theme: string, viewport: { width: number; height: number }): Promise<ServedEditor> {
  const open = await serveEditor(browser, files, {
    viewport,
    deviceScaleFactor: 1,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    prepare: async (page) => {
      await page.addInitScript(
        (preferences) => localStorage.setItem('reflow-studio.preferences', preferences),
        JSON.stringify({ theme, guide: { done: [], isClosed: true } }),
      );
    },
  });
  await expect(open.editor.region('Palette').getByRole('button', { name: 'Mean', exact: true })).toBeVisible();
  // What discovery and validation find takes room, too.
  await expect(open.editor.region('Palette').getByText('broken.actor.py')).toBeVisible();
  await expect(open.page.getByRole('tab', { name: 'Problems' })).toHaveText(/\d/);
  await open.page.evaluate(async () => {
    await Promise.all([
      document.fonts.load('13px "Inter Variable"'),
      document.fonts.load('13px "JetBrains Mono Variable"'),
    ]);
  });
  return open;
}

/** Looks at the page until two looks in a row are the same, so that nothing is still on its way. */
async function settledLook(page: Page, blank: Page): Promise<Look> {
  const look = async (): Promise<Look> => ({
    elements: await seenElements(page),
    picture: pictureText(await coarsePicture(page, blank)),
  });
  let before = await look();
  await expect
    .poll(async () => {
      const now = await look();
      const found = differences(before, now);
      before = now;
      return found;
    })
    .toEqual([]);
  return before;
}

type Situations = Readonly<Record<string, (open: ServedEditor) => Promise<void>>>;

/** One after the other, each from where the one before left off. */
const situations: Situations = {
  'a graph that was opened': ({ editor }) => expect(editor.node('Unknown')).toBeVisible(),
  'a node that is selected, and problems': async ({ page, editor }) => {
    await editor.node('Mean').click({ position: { x: 30, y: 8 } });
    await page.getByRole('tab', { name: 'Problems' }).click();
    await expect(editor.region('Inspector').getByText('Window')).toBeVisible();
    await expect(editor.region('Problems').getByText('Component not found')).toBeVisible();
    await expect(editor.region('Problems').getByText('broken.actor.py')).toBeVisible();
  },
  'state without a key': async ({ page, editor }) => {
    await page.getByRole('tab', { name: 'State' }).click();
    await expect(editor.region('State')).toBeVisible();
  },
  'a dialog': async ({ page, editor }) => {
    await editor.button('New actor').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('rolling mean');
  },
  'a component that is being looked for': async ({ page, editor }) => {
    await page.keyboard.press('Escape');
    await editor.node('Mean').focus();
    await page.keyboard.press('Space');
    await page.getByRole('combobox', { name: 'Search components' }).fill('Mean');
  },
};

describe('how the window looks', () => {
  for (const theme of themes)
    for (const size of sizes) {
      const name = `${theme}-${size.width}x${size.height}`;
      it(`[E8, E11] everything is where it was, in its words, colours and type: ${theme}, ${size.width} × ${size.height}`, async () => {
        await using open = await openIn(theme, size);
        const blank = await browser.newPage();
        const seen: Record<string, Look> = {};
        for (const [situation, bringAbout] of Object.entries(situations)) {
          await bringAbout(open);
          await open.page.mouse.move(0, 0);
          seen[situation] = await settledLook(open.page, blank);
        }
        await blank.close();
        if (isUpdating) await keepLooks(name, seen);
        const kept = await keptLooks(name);
        const found = Object.entries(seen).map(([situation, look]) => [situation, differences(kept[situation]!, look)]);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(Object.keys(seen).map((each) => [each, []])));
      });
    }

  it('[E8] a panel that is gone, a word, a colour or a size that is another is told', async () => {
    await using open = await openIn('light', sizes[0]!);
    const blank = await browser.newPage();
    const before = await settledLook(open.page, blank);
    const after = async (css: string): Promise<string[]> => {
      const style = await open.page.addStyleTag({ content: css });
      const found = differences(before, await settledLook(open.page, blank));
      await style.evaluate((element) => (element as HTMLStyleElement).remove());
      return found;
    };
    expect(await after('html {}')).toEqual([]);
    expect(await after('section[aria-label=Inspector] { display: none }')).toContain('Gone: section Inspector');
    expect((await after('.react-flow__node > div { background: #c00 !important }')).join()).toContain('The picture');
    expect((await after('button[role=tab] { color: #c00 }')).join()).toContain('Changed: tab Problems');
    expect((await after('nav { width: 80px !important }')).join()).toContain('Moved: section Canvas');
    await blank.close();
  });
});

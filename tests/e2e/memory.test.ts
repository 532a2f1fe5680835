import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Browser, CDPSession } from 'playwright';
import { graphText, launchBrowser, serveEditor } from './browser.ts';
import { expect } from './expect.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const files = {
  'reflow.yaml': 'workspace:\n  name: memory\n',
  'main.graph.json': graphText({ Numbers: { component: 'Inject', x: 0, y: 0 }, Counter: { x: 300, y: 0 } }, [
    'Numbers.out Counter.in',
  ]),
  'second.graph.json': graphText({ Other: { x: 0, y: 0 } }),
  'one.actor.py': 'def process(context):\n    return {"output": context.get_input("input")}\n',
  'two.actor.js': 'export function process(context) {\n  return { output: context.getInput("input") };\n}\n',
};

interface Held {
  /** Bytes of the heap, code that the browser compiles as it gets to know the page included. */
  heap: number;
  objects: number;
  listeners: number;
  elements: number;
}

/** What a page holds once everything that nobody holds has been collected. */
async function held(devTools: CDPSession): Promise<Held> {
  // What is freed by finalizers, and by tasks that wait, needs more than one round.
  for (let round = 0; round < 3; round++) await devTools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devTools.send('Performance.getMetrics');
  const value = (name: string): number => metrics.find((metric) => metric.name === name)!.value;
  return {
    heap: value('JSHeapUsedSize'),
    objects: await objectsHeld(devTools),
    listeners: value('JSEventListeners'),
    elements: value('Nodes'),
  };
}

/** How many objects of scripts there are. */
async function objectsHeld(devTools: CDPSession): Promise<number> {
  const { result: all } = await devTools.send('Runtime.evaluate', {
    expression: 'Object.prototype',
    objectGroup: 'held',
  });
  const { objects } = await devTools.send('Runtime.queryObjects', {
    prototypeObjectId: all.objectId!,
    objectGroup: 'held',
  });
  const { result } = await devTools.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  await devTools.send('Runtime.releaseObjectGroup', { objectGroup: 'held' });
  return result.value as number;
}

/**
 * Opens and closes, in each round, five panels, five dialogs, a graph and two files of code; in the page itself, where nobody waits for
 * messages.
 */
async function openAndClose(rounds: number): Promise<void> {
  const until = async (isSo: () => unknown): Promise<void> => {
    const deadline = performance.now() + 30_000;
    while (!isSo()) {
      if (performance.now() > deadline) throw new Error(`It never came to this: ${String(isSo)}`);
      await new Promise(requestAnimationFrame);
    }
  };
  const one = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector);
  const press = (key: string, target: Element = document.body, more: KeyboardEventInit = {}): void =>
    void target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  const isOpen = (): boolean => one('[role="dialog"]') !== null;
  const dialog = async (open: () => void): Promise<void> => {
    open();
    await until(isOpen);
    press('Escape', one('[role="dialog"]')!);
    await until(() => !isOpen());
  };
  const choose = async (letters: string): Promise<void> => {
    press('k', document.body, { ctrlKey: true });
    await until(() => one('[cmdk-input]'));
    const input = one('[cmdk-input]') as HTMLInputElement;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, letters);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await until(() => one('[cmdk-item][aria-selected="true"]')?.textContent?.includes(letters));
    press('Enter', input);
    await until(() => !isOpen());
  };
  const panels = async (): Promise<void> => {
    for (const name of ['Problems', 'Messages', 'State', 'Runs', 'Metrics', 'Log']) {
      const tab = [...document.querySelectorAll<HTMLElement>('[role="tab"]')].find((each) =>
        each.textContent!.startsWith(name),
      );
      tab!.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0 }));
      tab!.click();
      await until(() => one(`section[aria-label="${name}"]`));
    }
  };
  const dialogs = async (): Promise<void> => {
    await dialog(() => press('k', document.body, { ctrlKey: true }));
    await dialog(() => press('?'));
  };
  const graphs = async (): Promise<void> => {
    await choose('second.graph.json');
    await until(() => one('.react-flow__node[aria-label="Other"]'));
    press('w', document.body, { altKey: true });
    await until(() => one('.react-flow__node[aria-label="Counter"]'));
  };
  const codes = async (): Promise<void> => {
    for (const name of ['one.actor.py', 'two.actor.js']) {
      await choose(name);
      await until(() => one('section[aria-label="Code"] .view-line'));
      one(`[title="Close ${name}"]`)!.click();
      await until(() => !one(`[title="Close ${name}"]`));
    }
    press('e', document.body, { ctrlKey: true });
    await until(() => !one('section[aria-label="Code"]'));
  };
  for (let round = 0; round < rounds; round++) for (const cycle of [panels, dialogs, graphs, codes]) await cycle();
}

describe('a window that stays open', () => {
  it(
    '[E1, E5, E7] holds no more after graphs, code, dialogs and panels were opened and closed 200 times',
    { timeout: 400_000 },
    async () => {
      await using open = await serveEditor(browser, files);
      const { page } = open;
      const devTools = await page.context().newCDPSession(page);
      await devTools.send('Performance.enable');
      // Before that, caches fill and language servers start.
      await page.evaluate(openAndClose, 4);
      const before = await held(devTools);
      await page.evaluate(openAndClose, 16);
      const after = await held(devTools);
      // One a round would be a leak.
      expect(after.listeners - before.listeners).toBeLessThan(16);
      expect(after.elements / before.elements).toBeLessThan(1.1);
      // What opens in a round is made of thousands; measures of the last minutes, and what lists have drawn, make some.
      expect(after.objects / before.objects).toBeLessThan(1.02);
      // The rest is code that was compiled, and what the browser learned about it.
      expect(after.heap / before.heap).toBeLessThan(1.25);
    },
  );
});

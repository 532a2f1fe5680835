import { chromium, type Browser, type BrowserContextOptions } from 'playwright';
import type { Page } from 'playwright/test';
import { expect } from './expect.ts';
import { Folder, Served } from '../integration/commandLine.ts';
import { Editor } from './editor.ts';

const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', ...quiet] });
}

/** The editor in a page of its own against `serve` on a workspace of its own; disposing it ends both. */
export interface ServedEditor extends AsyncDisposable {
  readonly page: Page;
  readonly editor: Editor;
  readonly folder: Folder;
  /** Another window on the same workspace. */
  another(): Promise<Editor>;
}

/** Serves files as a workspace and opens its first graph. */
export async function serveEditor(
  browser: Browser,
  files: Record<string, string>,
  options: BrowserContextOptions & { prepare?: (page: Page) => Promise<void> } = {},
): Promise<ServedEditor> {
  const { prepare, ...context } = options;
  const folder = await Folder.make(files);
  const server = await Served.start(folder.root);
  const contexts = [await browser.newContext({ viewport: { width: 1440, height: 900 }, ...context })];
  const open = async (): Promise<Page> => {
    const page = await contexts[0]!.newPage();
    await prepare?.(page);
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(server.ready.editor);
    await expect(page.locator('.react-flow__node').first()).toBeVisible({ timeout: 60_000 });
    return page;
  };
  const errors: string[] = [];
  const page = await open();
  return {
    page,
    editor: new Editor(page),
    folder,
    another: async () => new Editor(await open()),
    async [Symbol.asyncDispose]() {
      for (const context of contexts) await context.close();
      await server.stop();
      await folder[Symbol.asyncDispose]();
      expect(errors).toEqual([]);
    },
  };
}

interface PlacedNode {
  component?: string;
  x: number;
  y: number;
  height?: number;
  config?: Record<string, unknown>;
  title?: string;
}

/** The text of a graph file: nodes with their places, wires as `a.out b.in`, initial packets by `a.in`. */
export function graphText(
  nodes: Record<string, PlacedNode>,
  wires: readonly string[] = [],
  initial: Readonly<Record<string, unknown>> = {},
): string {
  const end = (text: string): { nodeId: string; portId: string } => {
    const [nodeId, portId] = text.split('.') as [string, string];
    return { nodeId, portId };
  };
  return JSON.stringify({
    properties: { name: 'main' },
    processes: Object.fromEntries(
      Object.entries(nodes).map(([id, { component = 'Counter', config = {}, ...studio }]) => [
        id,
        { component, metadata: { config, studio } },
      ]),
    ),
    connections: [
      ...wires.map((wire) => {
        const [from, to] = wire.split(' ') as [string, string];
        return { from: end(from), to: end(to), metadata: {} };
      }),
      ...Object.entries(initial).map(([to, data]) => ({ to: end(to), data })),
    ],
  });
}

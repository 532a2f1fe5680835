import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BenchBrowser, findBrowser } from './benchBrowser.ts';
import { ChildServer } from './childServer.ts';
import { measurement, type Measurement } from './figures.ts';
import { largeGraphText } from './largeGraph.ts';

const moves = 60;
const frame = 'new Promise((drawn) => requestAnimationFrame(() => drawn()))';

interface Figures {
  /** Milliseconds from the address to all nodes drawn. */
  open: number;
  /** Script milliseconds a frame while a node is dragged and messages flow. */
  drag: number;
}

/** B9: the canvas with 2,000 nodes and 3,000 connections, live, beside one with 20 nodes; needs a Chromium or Chrome. */
export async function canvasBench(): Promise<Record<string, Measurement[]>> {
  const executable = findBrowser();
  if (executable === undefined) {
    process.stderr.write('B9 is left out: there is no Chromium or Chrome on the path; CHROME_PATH can name one.\n');
    return {};
  }
  const small = await measured(executable, 20, 30);
  const large = await measured(executable, 2000, 3000);
  return {
    B9: [
      measurement('script for a frame of a drag, live', 'ms', large.drag, '20 nodes', small.drag, '≤ 8 ms'),
      measurement('open 2,000 nodes, 3,000 wires', 'ms', large.open, '20 nodes', small.open, '≤ 2 s'),
    ],
  };
}

async function measured(executable: string, nodes: number, wires: number): Promise<Figures> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'reflow-bench-'));
  try {
    await writeFile(path.join(root, 'large.graph.json'), largeGraphText(nodes, wires));
    const free = ['--port', '0', '--http-port', '0', '--metrics-port', '0'];
    await using server = await ChildServer.start(['serve', '--workspace', root, ...free]);
    await using browser = await BenchBrowser.start(executable);
    // What the program itself costs to load is not the graph's; the second time it comes from the cache.
    await shown(browser, server.ready['editor']!, nodes);
    const open = await shown(browser, server.ready['editor']!, nodes);
    await browser.evaluate(`document.querySelector('button[aria-label="Run"]').click()`);
    await browser.evaluate('new Promise((run) => setTimeout(run, 3000))');
    return { open, drag: await dragged(browser, `n${Math.floor(nodes / 2)}`) };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** @returns milliseconds until all nodes were drawn */
async function shown(browser: BenchBrowser, address: string, nodes: number): Promise<number> {
  await browser.open('about:blank');
  const begin = performance.now();
  await browser.open(address);
  for (;;) {
    const count = await browser.evaluate<number>(
      `${frame}.then(() => document.querySelectorAll('.react-flow__node').length)`,
    );
    if (count >= nodes) return performance.now() - begin;
  }
}

/** @returns script milliseconds a frame */
async function dragged(browser: BenchBrowser, node: string): Promise<number> {
  const [x, y] = await browser.evaluate<[number, number]>(
    `(({ x, y, width, height }) => [x + width / 2, y + Math.min(12, height / 2)])(document.querySelector('[data-id="${node}"]').getBoundingClientRect())`,
  );
  await browser.mouse('mouseMoved', x, y);
  await browser.mouse('mousePressed', x, y);
  await browser.mouse('mouseMoved', x + 4, y + 4);
  await browser.evaluate(
    'window.framesDrawn = 0, (function tick() { window.framesDrawn++; requestAnimationFrame(tick); })()',
  );
  const before = await browser.scriptSeconds();
  for (let move = 1; move <= moves; move++) {
    await browser.mouse('mouseMoved', x + 4 + move * 2, y + 4 + move);
    await browser.evaluate(frame);
  }
  const after = await browser.scriptSeconds();
  const frames = await browser.evaluate<number>('window.framesDrawn');
  await browser.mouse('mouseReleased', x + 4 + moves * 2, y + 4 + moves);
  return ((after - before) * 1000) / frames;
}

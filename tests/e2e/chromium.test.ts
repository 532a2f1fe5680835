import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Served } from '../integration/commandLine.ts';
import { launchBrowser } from './browser.ts';
import { editsWhileRunning, looksGood, losesNothing, runsTheExample, wiresAnActor, type Host } from './mainJob.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const host: Host = {
  name: 'chromium',
  async open(workspace) {
    const server = await Served.start(workspace);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(server.ready.editor);
    return {
      page,
      killHard: async () => void (await server.stop('SIGKILL')),
      async [Symbol.asyncDispose]() {
        await page.close();
        await server.stop();
      },
    };
  },
};

describe('the editor in a browser', () => {
  it('[E12, E11] shows the example, runs it, and shows values and state live', () => runsTheExample(host));
  it('[E2] an actor from the palette is wired; an impossible wire is refused with the reason', () =>
    wiresAnActor(host));
  it('[S8, E5] new code is used by the running flow; broken code is named and the old goes on', () =>
    editsWhileRunning(host));
  it('[G4] nothing is lost by kill -9 in the middle of an edit', () => losesNothing(host));
  it('[E8] light and dark, small and large', () => looksGood(host));
});

import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { chromiumHost } from './chromiumHost.ts';
import { editsWhileRunning, looksGood, losesNothing, runsTheExample, wiresAnActor } from './mainJob.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const host = chromiumHost(() => browser);

describe('the editor in a browser', () => {
  it('[E12, E11] shows the example, runs it, and shows values and state live', () => runsTheExample(host));
  it('[E2] an actor from the palette is wired; an impossible wire is refused with the reason', () =>
    wiresAnActor(host));
  it('[S8, E5] new code is used by the running flow; broken code is named and the old goes on', () =>
    editsWhileRunning(host));
  it('[G4] nothing is lost by kill -9 in the middle of an edit', () => losesNothing(host));
  it('[E8] light and dark, small and large', () => looksGood(host));
});

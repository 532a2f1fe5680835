import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/loadConfig.ts';
import { Sandboxes } from './sandboxes.ts';

const runners = fileURLToPath(new URL('../../../tests/fixtures/probe-runner', import.meta.url));

/** The sandboxes of a workspace whose reflow.yaml says this. */
function sandboxesOf(yaml: string): Sandboxes {
  const hooks = { onReady: () => {}, onScarce: () => {}, onPackages: () => {} };
  return new Sandboxes(parseConfig(yaml, 'reflow.yaml').sandbox, runners, pino({ level: 'silent' }), hooks);
}

describe('the sandboxes of a workspace', () => {
  it('[S1] let an actor in that demands what they are, and refuse one that demands more, with what is wrong with stronger ones', async () => {
    await using sandboxes = sandboxesOf('');
    await sandboxes.demand('container');
    await expect(sandboxes.demand('vm')).rejects.toMatchObject({
      code: 'noSandbox',
      message: expect.stringMatching(/demands `isolation: vm`.* by bubblewrap.*\nmicrosandbox: \w+/s),
    });
  });

  it('[S1] are not even containers where they are plain processes', async () => {
    await using sandboxes = sandboxesOf('sandbox: { driver: process, allow_unsandboxed: true }');
    await sandboxes.demand('any');
    await expect(sandboxes.demand('container')).rejects.toMatchObject({ code: 'noSandbox' });
  });
});

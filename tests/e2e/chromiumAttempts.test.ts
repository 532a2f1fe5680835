import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { projectRoot } from '../integration/commandLine.ts';
import { attemptGroups } from '../security/attempts/attempts.ts';
import type { Outcome } from '../security/attempts/attackBench.ts';
import { Outside, type Traces } from '../security/attempts/outside.ts';
import { pages } from '../security/attempts/pageAttempts.ts';
import { SandboxApp } from './sandboxApp/sandboxApp.ts';

describe('attempts to get out of chromium', () => {
  let outside: Outside;
  let program: SandboxApp;
  let before: Traces;

  async function attempt(runtime: ScriptRuntime, source: string): Promise<Outcome> {
    const { outcome, error } = await program.ask({ ask: 'attempt', secret: outside.secret, runtime, source });
    if (!outcome) throw new Error(error);
    return outcome;
  }

  beforeAll(async () => {
    outside = await Outside.open(path.join(projectRoot, 'dist/runners'));
    program = await SandboxApp.open();
    const { said, traces } = await attempt('javascript', 'return 1');
    before = { ...outside.look(said), ...traces };
  });
  afterAll(async () => {
    await program[Symbol.asyncDispose]();
    await outside[Symbol.asyncDispose]();
  });

  describe.each(['javascript', 'python'] as const)('in %s', (language) => {
    describe.each([pages, ...attemptGroups])('to $what', ({ attempts }) => {
      it.each(attempts)('[X4] $title', async (one) => {
        const { said, traces } = await attempt(language, outside.fill(one[language]));
        expect({ ...outside.look(said), ...traces }, said.slice(0, 2000)).toEqual(before);
      });
    });
  });

  it('[X4] nothing that they stored reaches the disk', () => {
    expect(outside.stored(program.userData)).toEqual([]);
  });

  it('[X4, S5] what they started ends with the program', async () => {
    await program[Symbol.asyncDispose]();
    await expect.poll(() => outside.started(), { timeout: 10_000 }).toEqual([]);
  });
});

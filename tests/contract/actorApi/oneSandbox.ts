import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { ScriptLease, ScriptSandboxes } from '../../../electron/backend/registry/script/scriptServices.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../../../electron/backend/sandbox/sandbox.ts';
import { ActorBench } from './actorBench.ts';
import { actorCases } from './cases/actorCases.ts';
import { checkCase } from './checkCase.ts';

/** One sandbox, which all actors get: for drivers whose sandboxes take long to start. */
class OneSandbox implements ScriptSandboxes, AsyncDisposable {
  private sandbox: Promise<Sandbox> | undefined;

  constructor(private readonly driver: SandboxDriver) {}

  async acquire(request: SandboxRequest): Promise<ScriptLease> {
    this.sandbox ??= this.driver.start(request);
    return { sandbox: await this.sandbox, suits: () => true, [Symbol.asyncDispose]: () => Promise.resolve() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.driver[Symbol.asyncDispose]();
  }
}

/** Runs all cases of the actor API in one sandbox of a driver, which goes on through all of them. @returns what does not hold */
export async function failingCases(driver: SandboxDriver, runtime: ScriptRuntime): Promise<string[]> {
  const failing: string[] = [];
  await using bench = await ActorBench.open(new OneSandbox(driver));
  // One more that stays: the sandbox is never without an actor.
  await bench.start({ runtime, entry: null, source: neverCalled[runtime] });
  const state = { namespace: 'test', actorId: 'node-1' };
  for (const one of actorCases.flatMap(({ cases }) => cases)) {
    await checkCase(bench, runtime, one).catch((error: Error) => failing.push(`${one.title}\n${error.message}`));
    for (const key of (await bench.state.run(state, ['keys'])) as string[])
      await bench.state.run(state, ['delete', key]);
  }
  return failing;
}

const neverCalled = { python: 'def process(context): pass\n', javascript: 'exports.process = () => {};\n' };

import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { fire, type ActorBench } from './actorBench.ts';
import type { ActorCase } from './cases/actorCase.ts';
import { checkFiring } from './checkFiring.ts';

/** Expects of an actor what its case says, in the sandboxes that a bench has. */
export async function checkCase(bench: ActorBench, runtime: ScriptRuntime, one: ActorCase): Promise<void> {
  const { file, files, inports, outports, config, entry } = one;
  const source = { source: one[runtime], file: file?.[runtime], files };
  await using instance = await bench.start({ runtime, ...source, inports, outports, config, entry });
  for (const [inputs, expected] of one.firings) checkFiring(runtime, await fire(instance, inputs), expected);
}

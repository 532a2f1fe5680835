import { z } from 'zod';
import type { DiscoveredScriptActor } from '../../actor/actor.ts';
import type { ListedActor } from '../results.ts';
import { isUsualProcess } from '../usualProcess.ts';
import { open, nothing, object } from './methodSpec.ts';

/** Actors, run by whoever calls: what any client may do (R2). */
export const actorMethods = {
  list: open(nothing)<{ actors: ListedActor[] }>(),

  load: open(
    z.union([
      z.object({ file_path: z.string().min(1) }),
      z.object({
        source: z.string(),
        name: z.string().min(1),
        /** In whatever case: Reflow writes `Python`. */
        runtime: z
          .string()
          .toLowerCase()
          .pipe(z.enum(['python', 'javascript', 'typescript'])),
        /** The source's own place among `files`, such as `flows/work.actor.ts`. */
        path: z.string().optional(),
        /** The texts of other files that the source imports, by path relative to one folder. */
        files: z.record(z.string(), z.string()).optional(),
      }),
    ]),
  )<{ success: boolean; actor?: string; error?: string }>(),

  unload: open(z.object({ actor_id: z.string() }))<{ success: boolean }>(),

  describe: open(z.object({ actor_id: z.string() }))<DiscoveredScriptActor>(),

  cancel: open(z.object({ id: z.union([z.string(), z.number(), z.bigint(), z.null()]) }))<{ cancelled: boolean }>(),

  process: {
    ...open(
      z.object({
        actor_id: z.string(),
        payload: object.default({}),
        config: object.nullish(),
        state: z.object({ namespace: z.string().optional(), actor_id: z.string().optional() }).nullish(),
        timestamp: z.union([z.number(), z.bigint()]).nullish(),
        /** W3C Trace Context of the caller: the call becomes a step of that trace (O2). */
        traceparent: z.string().nullish(),
        /** Notifies with `script_output` what the actor returns, too: then nothing of a stream is missed. */
        every_output: z.boolean().nullish(),
      }),
    )<{ outputs: Record<string, unknown>; sent: Record<string, number> }>(),
    isUsual: isUsualProcess,
  },
};

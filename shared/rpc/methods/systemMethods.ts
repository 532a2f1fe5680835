import { z } from 'zod';
import type { SystemStatus } from '../live/system.ts';
import type { Topic } from '../live/topics.ts';
import { editor, nothing, object } from './methodSpec.ts';

/** How the server is, what it installs and fetches, and what a client follows (R4, E9). */
export const systemMethods = {
  'system.status': editor(nothing)<SystemStatus>(),

  /** Installs what reflow.yaml names under `packages`, now; the `system` topic shows how it goes. */
  'packages.install': editor(z.object({ runtime: z.enum(['python', 'javascript']) }))<{ installed: boolean }>(),
  'packages.cancel': editor(z.object({ runtime: z.enum(['python', 'javascript']) }))<{ cancelled: boolean }>(),

  /** Has the container engine get the images that actors need (E9); the answer comes when they are there. */
  'images.fetch': editor(nothing)<{ driver: string | null }>(),
  'images.cancel': editor(nothing)<{ cancelled: boolean }>(),

  /** Leaves out the actor files that are not read yet; `indexing.resume` reads them after all (E9). */
  'indexing.stop': editor(nothing)<{ stopped: boolean }>(),
  'indexing.resume': editor(nothing)<{ resumed: boolean }>(),

  /** The connection then gets `event {subscription, topic, data}` notifications, the present state first. */
  subscribe: editor(
    z.object({
      topic: z.custom<Topic>((topic) => typeof topic === 'string', 'Name a topic, as a text.'),
      params: object.optional(),
    }),
  )<{ subscription: number }>(),

  unsubscribe: editor(z.object({ subscription: z.number() }))<{ unsubscribed: boolean }>(),
};

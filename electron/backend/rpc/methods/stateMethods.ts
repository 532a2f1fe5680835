import { AppError } from '#shared/rpc/errors.ts';
import { valueOfJson } from '../../channel/packet.ts';
import type { StateStore } from '../../state/stateStore.ts';
import type { Handlers } from '../handlers.ts';

/** `state.*` (R4, T7): actors' state, looked at and edited by a person. */
export function stateMethods(store: StateStore): Pick<Handlers, 'state.list' | 'state.set' | 'state.delete'> {
  const writer = { node: 'state browser' };
  return {
    'state.list': async (filter) => ({ entries: await store.list(filter) }),
    'state.set': async ({ namespace, actorId, key, value, ttl }) => {
      const scope = { namespace, actorId };
      await store.run(scope, ['set', key, valueOfJson(value)], writer);
      if (ttl) await store.run(scope, ['expire', key, ttl], writer);
      const entry = await store.entry(scope, key);
      if (!entry) throw new AppError('notFound', `${key} of ${actorId} expired as soon as it was written.`);
      return { entry };
    },
    'state.delete': async ({ namespace, actorId, key }) => ({
      deleted: (await store.run({ namespace, actorId }, ['delete', key], writer)) === true,
    }),
  };
}

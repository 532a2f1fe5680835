import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import { valueOfJson } from '../../channel/packet.ts';
import type { StateScope, StateStore } from '../../state/stateStore.ts';
import type { Handlers } from '../handlers.ts';

const usualHistory = 200;

/** `state.*` (R4, T7): actors' state, looked at and edited by a person. */
export function stateMethods(store: StateStore): Pick<Handlers, `state.${'list' | 'history' | 'set' | 'delete'}`> {
  const writer = { node: 'state browser' };
  const writeList = async (scope: StateScope, key: string, items: Value): Promise<void> => {
    if (!Array.isArray(items) || items.length === 0)
      throw new AppError('invalidParams', `${key} cannot be a list of nothing. Write at least one item, or delete it.`);
    // Issued together, so that nobody's push comes between them.
    await Promise.all([store.run(scope, ['delete', key], writer), store.run(scope, ['extend', key, items], writer)]);
  };
  return {
    'state.list': async ({ search, ...filter }) => {
      const entries = await store.list(filter);
      return { entries: search === undefined ? entries : entries.filter((entry) => isFound(entry, search)) };
    },
    'state.history': ({ limit, ...filter }) => ({ changes: store.history(filter, limit ?? usualHistory) }),
    'state.set': async ({ namespace, actorId, key, value, ttl, list }, call) => {
      const scope = { namespace, actorId };
      const text = call.textOf('value');
      const written = valueOfJson(text === undefined ? value : parseExactJson(text));
      if (list === true) await writeList(scope, key, written);
      else await store.run(scope, ['set', key, written], writer);
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

function isFound({ actorId, key, json }: StateEntry, search: string): boolean {
  const wanted = search.toLowerCase();
  return [key, actorId, json].some((text) => text.toLowerCase().includes(wanted));
}

import { z } from 'zod';
import type { StateChangeRecord, StateEntry } from '../live/state.ts';
import { editor } from './methodSpec.ts';

const stateKey = z.object({ namespace: z.string(), actorId: z.string(), key: z.string() });

/** Actors' state, looked at and edited by a person (R4, T7). */
export const stateMethods = {
  /** `pattern` is a Redis glob over keys, `search` a text in the key, its actor or its value, in any case. */
  'state.list': editor(
    z.object({ namespace: z.string().optional(), pattern: z.string().optional(), search: z.string().optional() }),
  )<{
    entries: StateEntry[];
  }>(),
  /** The last changes, newest first (T7): all, or those of a namespace, an actor or a key. */
  'state.history': editor(stateKey.partial().extend({ limit: z.number().int().positive().max(1000).optional() }))<{
    changes: StateChangeRecord[];
  }>(),
  /** With `list`, the value is a list with items, and is kept as one that actors push to and pop from. */
  'state.set': editor(
    stateKey.extend({ value: z.unknown(), ttl: z.number().positive().nullish(), list: z.boolean().optional() }),
  )<{
    entry: StateEntry;
  }>(),
  'state.delete': editor(stateKey)<{ deleted: boolean }>(),
};

import { z } from 'zod';
import type { DeadLetter, TrialResult } from '../live/debugging.ts';
import type { RunMessage, RunPage, RunSummary } from '../live/recording.ts';
import { editor, object, path } from './methodSpec.ts';

/** A message of a run that is recorded, or of the present run while it is kept in memory. */
const runMessage = z.object({ runId: z.string(), id: z.number().int().positive() });

/** Messages sent again, trials, dead letters and recorded runs (N8, N10). */
export const recordingMethods = {
  /**
   * Sends a recorded message again, to the running node (N8). Without `port`, to the inport it went to before; with `data`, with
   * another value.
   */
  'network.replay': editor(
    z.object({
      path,
      node: z.string(),
      port: z.string().optional(),
      message: runMessage,
      data: z.unknown().optional(),
    }),
  )<{ sent: boolean }>(),
  /**
   * Has one node work once, apart from the flow and on a copy of its state (N8): with its current code or with `source`. It takes the
   * recorded `message` on the inport that it went to, `inputs` by inport (any JSON form), and what is sticky in the present run.
   */
  'network.trial': editor(
    z.object({
      path,
      node: z.string(),
      message: runMessage.optional(),
      inputs: object.optional(),
      source: z.string().optional(),
    }),
  )<TrialResult>(),
  /** Newest first; `total` counts all. */
  'network.deadLetters': editor(z.object({ path, limit: z.number().int().positive().max(10_000).optional() }))<{
    letters: DeadLetter[];
    total: number;
  }>(),
  /** One dead letter with its whole inputs, as JSON text in plain form. */
  'network.deadLetter': editor(z.object({ path, id: z.string() }))<{
    letter: DeadLetter;
    inputs: Record<string, string>;
  }>(),
  /** Has the running node try a dead letter again, with `inputs` in place of what it took before. It stays until that succeeds. */
  'network.retry': editor(z.object({ path, id: z.string(), inputs: object.optional() }))<{ retrying: boolean }>(),
  /** Discards dead letters; without `ids` all of the graph. */
  'network.discard': editor(z.object({ path, ids: z.array(z.string()).optional() }))<{ discarded: number }>(),

  /** Recorded runs, newest first. */
  'runs.list': editor(z.object({ path: path.optional() }))<{ runs: RunSummary[] }>(),
  /**
   * A page of a run's messages in their order: those after id `after`, at most `limit` (200), of one node when given, and with every
   * word of `search` in their node (its id or title), port or whole value, in any case. A search may reach its end before it found a page.
   */
  'runs.open': editor(
    z.object({
      runId: z.string(),
      after: z.number().int().min(0).optional(),
      limit: z.number().int().positive().max(10_000).optional(),
      node: z.string().optional(),
      search: z.string().optional(),
    }),
  )<RunPage>(),
  /** A message, its whole value as JSON text in plain form, the messages that caused it and those that it caused. */
  'runs.message': editor(runMessage)<{
    message: RunMessage;
    json: string;
    causes: RunMessage[];
    effects: RunMessage[];
  }>(),
  'runs.delete': editor(z.object({ runIds: z.array(z.string()) }))<{ deleted: number }>(),
};

import { AppError } from '#shared/rpc/errors.ts';
import { packetOfJsonValue, packetsOfJson } from '../../channel/packet.ts';
import type { Recordings } from '../../network/recording/recordings.ts';
import type { Runs } from '../../network/runs/runs.ts';
import type { Trials } from '../../network/trials/trials.ts';
import type { Handlers } from '../handlers.ts';

type NetworkMethod = 'replay' | 'trial' | 'deadLetters' | 'deadLetter' | 'retry' | 'discard';
type RunMethod = 'list' | 'open' | 'message' | 'delete';

/** What the methods need of the back end. */
export interface RecordingMethodsHost {
  runs: Runs;
  trials: Trials;
  recordings: Recordings;
  graphName(path: string): Promise<string>;
  isTrusted(): boolean;
}

const usualLetters = 100;

/** Recorded runs, messages sent again, trials and dead letters (N8, N10). Nothing is tried in a workspace that is not trusted (X1). */
export function recordingMethods(
  host: RecordingMethodsHost,
): Pick<Handlers, `network.${NetworkMethod}` | `runs.${RunMethod}`> {
  const { runs, recordings, trials, graphName } = host;
  const { deadLetters } = recordings;
  return {
    'network.replay': async ({ path, node, port, message, data }, call) => {
      const packet = data === undefined ? undefined : packetOfJsonValue(data, call.textOf('data'));
      await runs.replay(path, node, port, message, packet);
      return { sent: true };
    },
    'network.trial': ({ inputs, ...request }, call) => {
      if (!host.isTrusted())
        throw new AppError(
          'forbidden',
          'This workspace is not trusted, so nothing in it runs, a trial neither. Trust it in the window first.',
        );
      const given = inputs && { inputs: packetsOfJson(inputs, call.textOf('inputs')) };
      return trials.run({ ...request, ...given }, call.signal);
    },
    'network.deadLetters': async ({ path, limit }) => deadLetters.list(await graphName(path), limit ?? usualLetters),
    'network.deadLetter': async ({ path, id }) => {
      const { letter, inputs } = deadLetters.get(await graphName(path), id);
      return { letter, inputs: Object.fromEntries([...inputs].map(([port, packet]) => [port, packet.plainJson])) };
    },
    'network.retry': ({ path, id, inputs }, call) => {
      runs.retry(path, id, packetsOfJson(inputs ?? {}, call.textOf('inputs')));
      return { retrying: true };
    },
    'network.discard': async ({ path, ids }) => ({ discarded: deadLetters.discard(await graphName(path), ids) }),
    'runs.list': ({ path }) => ({ runs: recordings.list(path) }),
    'runs.open': ({ runId, ...page }) => recordings.open(runId, page),
    'runs.message': ({ runId, id }) => runs.messageDetail(runId, id),
    'runs.delete': ({ runIds }) => ({ deleted: recordings.delete(runIds) }),
  };
}

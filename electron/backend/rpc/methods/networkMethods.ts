import { AppError } from '#shared/rpc/errors.ts';
import type { Runs } from '../../network/runs.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Handlers } from '../handlers.ts';

type NetworkMethod = 'start' | 'stop' | 'pause' | 'resume' | 'step' | 'status' | 'send' | 'value' | 'history';

const usualHistory = 200;

/** `network.*` (R4): graphs being run. Nothing runs in a workspace that is not trusted (X1). */
export function networkMethods(
  runs: Runs,
  workspace: Workspace,
  isTrusted: () => boolean,
): Pick<Handlers, `network.${NetworkMethod}`> {
  return {
    'network.start': async ({ path }) => {
      if (!isTrusted())
        throw new AppError(
          'forbidden',
          'This workspace is not trusted, so nothing in it runs. Trust it first if you know where it comes from.',
        );
      await workspace.document(path);
      return runs.start(path);
    },
    'network.stop': async ({ path, kill }) => ({ stopped: await runs.stop(path, kill) }),
    'network.pause': ({ path }) => runs.pause(path),
    'network.resume': ({ path }) => runs.resume(path),
    'network.step': ({ path }) => runs.step(path),
    'network.status': ({ path }) => runs.status(path),
    'network.send': ({ path, node, port, data }) => {
      runs.send(path, node, port, data);
      return { sent: true };
    },
    'network.value': ({ path, node, port }) => ({ json: runs.value(path, node, port)?.plainJson ?? null }),
    'network.history': ({ path, node, port, limit }) => ({
      messages: runs.history(path, node, port, limit ?? usualHistory),
    }),
  };
}

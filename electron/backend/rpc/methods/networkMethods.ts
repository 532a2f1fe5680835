import { AppError } from '#shared/rpc/errors.ts';
import { packetOfJsonValue } from '../../channel/packet.ts';
import type { Runs } from '../../network/runs/runs.ts';
import type { Handlers } from '../handlers.ts';

type NetworkMethod =
  | 'start'
  | 'stop'
  | 'pause'
  | 'resume'
  | 'step'
  | 'status'
  | 'send'
  | 'value'
  | 'history'
  | 'record'
  | 'breakpoints'
  | 'setBreakpoint'
  | 'clearBreakpoint'
  | 'held'
  | 'release';

const usualHistory = 200;

/** `network.*` (R4): graphs being run. Nothing runs in a workspace that is not trusted (X1). */
export function networkMethods(runs: Runs, isTrusted: () => boolean): Pick<Handlers, `network.${NetworkMethod}`> {
  const { breakpoints } = runs;
  const listed = (path: string) => ({ breakpoints: breakpoints.list(path) });
  return {
    'network.start': async ({ path, recording }) => {
      if (!isTrusted())
        throw new AppError(
          'forbidden',
          'This workspace is not trusted, so nothing in it runs. Trust it first if you know where it comes from.',
        );
      return runs.start(path, recording);
    },
    'network.stop': async ({ path, kill, grace }) => ({
      stopped: await runs.stop(path, kill ? 0 : grace === undefined ? undefined : grace * 1000),
    }),
    'network.pause': ({ path }) => runs.pause(path),
    'network.resume': ({ path }) => runs.resume(path),
    'network.step': ({ path }) => runs.step(path),
    'network.status': ({ path }) => runs.status(path),
    'network.send': async ({ path, node, port, data }, call) => {
      await runs.send(path, node, port, packetOfJsonValue(data, call.textOf('data')));
      return { sent: true };
    },
    'network.value': ({ path, node, port }) => ({ json: runs.value(path, node, port)?.plainJson ?? null }),
    'network.history': ({ path, node, port, limit }) => ({
      messages: runs.history(path, node, port, limit ?? usualHistory),
    }),
    'network.record': ({ path, recording }) => {
      runs.setRecording(path, recording);
      return { recording };
    },
    'network.breakpoints': ({ path }) => listed(path),
    'network.setBreakpoint': ({ path, connection, condition }) => {
      breakpoints.set(path, connection, condition ?? null);
      return listed(path);
    },
    'network.clearBreakpoint': ({ path, connection }) => {
      breakpoints.clear(path, connection);
      return listed(path);
    },
    'network.held': ({ path, connection }) => ({ json: breakpoints.held(path, connection)?.plainJson ?? null }),
    'network.release': ({ path, connection, action, data }, call) => {
      const released = breakpoints.release(
        path,
        connection,
        action,
        data === undefined ? undefined : packetOfJsonValue(data, call.textOf('data')),
      );
      return { released, ...listed(path) };
    },
  };
}

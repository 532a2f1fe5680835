import { parseExactJson } from '#shared/message/json.ts';
import type { ListedActor } from '#shared/rpc/results.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { MessageTracer } from '../../observability/tracing/messageTracer.ts';
import type { ActorHost } from '../actorHost.ts';
import type { ActorLoader, GivenSource } from '../actorLoader.ts';
import { answersLater, type CallContext, type Handlers } from '../handlers.ts';
import { ProcessCall, type ProcessHost } from './processCall.ts';

/** `list`, `load`, `unload`, `describe`, `process` and `cancel` (R2, R3): what any RPC client may call. */
export function actorMethods(
  host: ActorHost,
  loader: ActorLoader,
  log: (record: LogRecord) => void,
  now: () => number = Date.now,
  onSent?: ProcessHost['onSent'],
  tracer?: MessageTracer,
): Pick<Handlers, 'list' | 'load' | 'unload' | 'describe' | 'process' | 'cancel'> {
  const processHost: ProcessHost = {
    record: (actorId, level, text, timestamp) => log({ actorId, graph: null, level, text, timestamp }),
    now,
    onSent,
    tracer,
  };
  return {
    list: () => ({ actors: host.list().map(({ description, loaded }) => listed(description, loaded)) }),
    load: async (params) => {
      try {
        if ('source' in params) return { success: true, actor: await loadSource(host, loader, params) };
        const [actor] = await loader.loadFile(params.file_path);
        await host.prepare(actor!);
        return { success: true, actor };
      } catch (failure) {
        if (!(failure instanceof AppError)) throw failure;
        return { success: false, error: failure.message };
      }
    },
    unload: async ({ actor_id }) => {
      const { component, workspace_metadata } = host.describe(actor_id);
      await host.unload(actor_id);
      loader.forget(`${workspace_metadata.namespace}.${component}`);
      return { success: true };
    },
    describe: ({ actor_id }) => host.describe(actor_id),
    process: ({ actor_id, payload, config, state, timestamp, traceparent, every_output }, context) => {
      const time = timestamp === null || timestamp === undefined ? undefined : Number(timestamp);
      const trace = tracer?.call(actor_id, traceparent);
      const call = new ProcessCall(actor_id, payload, time, context, processHost, trace, every_output === true);
      call.instance = host.call(actor_id, config && exactConfig(config, context), state, call);
      context.whenAborted(call);
      return answersLater;
    },
    cancel: ({ id }, { connection }) => ({ cancelled: connection.cancel(id) }),
  };
}

/** Whole floats of a config stay what they are (M3). */
function exactConfig(config: Record<string, unknown>, context: CallContext): Record<string, unknown> {
  const text = context.textOf('config');
  return text === undefined ? config : (parseExactJson(text) as Record<string, unknown>);
}

/** Source that does not load leaves nothing behind, unless there was something of its name before. */
async function loadSource(host: ActorHost, loader: ActorLoader, given: GivenSource): Promise<string> {
  const qualifiedName = loader.nameOf(given);
  const isNew = loader.discovered(qualifiedName) === undefined;
  const actor = await loader.loadSource(given);
  try {
    await host.prepare(actor);
  } catch (failure) {
    if (isNew) {
      await host.unload(actor);
      loader.forget(qualifiedName);
    }
    throw failure;
  }
  return actor;
}

function listed(description: ComponentDescription, loaded: boolean): ListedActor {
  const { id, name, namespace, badge, file, inports, outports } = description;
  return {
    actor_id: id,
    component: name,
    namespace,
    runtime: badge,
    description: description.description,
    file_path: file,
    inports: inports.map((port) => port.name),
    outports: outports.map((port) => port.name),
    loaded,
  };
}

import type { ListedActor } from '#shared/rpc/contract.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { LogRecord } from '#shared/rpc/live.ts';
import { packetOfJsonValue, type Packet } from '../../channel/packet.ts';
import type { ActorHost } from '../actorHost.ts';
import type { ActorLoader } from '../actorLoader.ts';
import type { Handlers } from '../handlers.ts';
import { ProcessCall } from './processCall.ts';

/** `list`, `load`, `unload`, `describe`, `process` and `cancel` (R2, R3): what any RPC client may call. */
export function actorMethods(
  host: ActorHost,
  loader: ActorLoader,
  log: (record: LogRecord) => void,
  now: () => number = Date.now,
): Pick<Handlers, 'list' | 'load' | 'unload' | 'describe' | 'process' | 'cancel'> {
  return {
    list: () => ({ actors: host.list().map(({ description, loaded }) => listed(description, loaded)) }),
    load: async (params) => {
      try {
        const [actor] =
          'file_path' in params
            ? await loader.loadFile(params.file_path)
            : [await loader.loadSource(params.source, params.name, params.runtime)];
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
    process: ({ actor_id, payload, config, state, timestamp }, context) =>
      new Promise((resolve, reject) => {
        const inputs = readPayload(payload);
        const record = (level: LogRecord['level'], text: string, timestamp: number): void =>
          log({ actorId: actor_id, graph: null, level, text, timestamp });
        const time = timestamp === null || timestamp === undefined ? undefined : Number(timestamp);
        const call = new ProcessCall(actor_id, inputs, time, context, record, now, { resolve, reject });
        const instance = host.call(actor_id, config, state, call);
        call.onCongested = () => {
          instance.hold(true);
          void context.connection.whenWritable().then(() => instance.hold(false));
        };
        context.whenAborted(() => {
          call.isAborted = true;
          instance.cancel(call);
        });
      }),
    cancel: ({ id }, { connection }) => ({ cancelled: connection.cancel(id) }),
  };
}

function readPayload(payload: Record<string, unknown>): Map<string, Packet> {
  const inputs = new Map<string, Packet>();
  for (const port in payload) inputs.set(port, packetOfJsonValue(payload[port]));
  return inputs;
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

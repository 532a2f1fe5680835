import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import { writePlain } from '#shared/message/json.ts';
import type { LoadPayload } from '../../channel/frames.ts';

/** What the runner is told of an actor. @param bundle its files, and which of them declares it */
export function loadPayload(
  actor: DiscoveredScriptActor,
  bundle: Pick<LoadPayload, 'files' | 'entry'>,
  { actorId, config, largest }: { readonly actorId: string; readonly config: Metadata; readonly largest: number },
): LoadPayload {
  const { entry, component, inports, outports, legacy } = actor;
  const defaults = inports.flatMap((port) =>
    port.default === undefined ? [] : [[port.name, writePlain(port.default)] as const],
  );
  return {
    files: bundle.files,
    entry: bundle.entry,
    function: entry,
    ...{ component, actorId },
    inports: inports.map(({ name }) => name),
    defaults: Object.fromEntries(defaults),
    outports: outports.map(({ name }) => name),
    config: writePlain(config),
    largest,
    ...(legacy ? { legacy } : {}),
  };
}

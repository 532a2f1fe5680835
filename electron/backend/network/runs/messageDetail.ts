import { previewOf } from '#shared/message/preview.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import type { NetworkNode } from '../networkNode.ts';
import { findKept, keptAfter, type KeptMessage } from '../recording/keptMessages.ts';
import type { Recordings } from '../recording/recordings.ts';
import { describeMessage } from '../recording/runRecords.ts';

/** A message of a run with its whole value, as JSON text in plain form, what caused it and what it led to. */
export interface MessageDetail {
  readonly message: RunMessage;
  readonly json: string;
  readonly causes: RunMessage[];
  readonly effects: RunMessage[];
}

const mostEffects = 200;

/**
 * Looks for a message in what the run's network has in memory and in what is recorded of the run; messages around it may be in either.
 * @param nodes of the run's network; undefined where this program does not have it
 */
export function messageDetail(
  recordings: Recordings,
  runId: string,
  id: number,
  nodes: ReadonlyMap<string, NetworkNode> | undefined,
): MessageDetail | undefined {
  const find = (wanted: number): { message: RunMessage; json: () => string } | undefined => {
    const kept = nodes && findKept(nodes, wanted);
    if (kept) return { message: describeKept(kept), json: () => kept.message.packet.plainJson };
    const stored = recordings.message(runId, wanted);
    return stored && { message: describeMessage(stored), json: () => stored.packet.plainJson };
  };
  const found = find(id);
  if (!found) return undefined;
  const effects = new Map(recordings.effects(runId, id).map((effect) => [effect.id, effect]));
  for (const kept of nodes ? keptAfter(nodes, id) : [])
    if (kept.message.causes.includes(id)) effects.set(kept.message.id, describeKept(kept));
  return {
    message: found.message,
    json: found.json(),
    causes: found.message.causes.flatMap((cause) => find(cause)?.message ?? []),
    effects: [...effects.values()].toSorted((a, b) => a.id - b.id).slice(0, mostEffects),
  };
}

function describeKept({ source, message }: KeptMessage): RunMessage {
  const { id, origin, timestamp, causes, packet } = message;
  const { from, to } = source;
  const preview = previewOf(packet.message, packet.plainJson);
  return { id, from, to: [...to], origin, timestamp, causes: [...causes], preview };
}

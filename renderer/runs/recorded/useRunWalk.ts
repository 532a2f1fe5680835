import { useState } from 'react';
import { placeOf, stepFrom, type RunEntry, type RunPlace } from './runEntries.ts';
import { useMessageDetail, type MessageDetail } from '../../messages/useMessageDetail.ts';

/** Where a message leads: to what caused it, or to what it led to. */
export type RunDirection = 'causes' | 'effects';

/** What of a recorded run is looked at, and the ways on from there. */
export interface RunWalk {
  readonly chosen: RunPlace | undefined;
  /** The message that is looked at; of a failure, the first that it took. */
  readonly messageId: number | undefined;
  /** Undefined while it is not here; an error where it cannot be had. */
  readonly detail: MessageDetail | Error | undefined;
  choose(place: RunPlace): void;
  chooseMessage(id: number): void;
  /** So many lines further on, or back. */
  step(by: number): void;
  leads(to: RunDirection): boolean;
  follow(to: RunDirection): void;
}

/** @param entries the lines that are listed */
export function useRunWalk(runId: string, entries: readonly RunEntry[]): RunWalk {
  const [chosen, choose] = useState<RunPlace>();
  const messageId = chosen?.kind === 'failure' ? chosen.failure.causes[0] : chosen?.id;
  const detail = useMessageDetail(runId, messageId);
  const chooseMessage = (id: number) => choose({ kind: 'message', id });
  const next = (to: RunDirection): number | undefined => {
    // A failure was caused by the messages that it took, and led to nothing.
    if (chosen?.kind === 'failure') return to === 'causes' ? messageId : undefined;
    return detail instanceof Error ? undefined : detail?.[to][0]?.id;
  };
  return {
    ...{ chosen, messageId, detail, choose, chooseMessage },
    step: (by) => {
      const entry = entries[stepFrom(entries, chosen, by)];
      if (entry) choose(placeOf(entry));
    },
    leads: (to) => next(to) !== undefined,
    follow: (to) => {
      const id = next(to);
      if (id !== undefined) chooseMessage(id);
    },
  };
}

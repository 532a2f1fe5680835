import { useState } from 'react';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';
import { useTopic } from '../rpc/studio.ts';
import { useRunNode } from '../session/useRunNode.ts';

/** The dead letters of a graph (N10). */
export interface Letters {
  /** Newest first; the latest of them. */
  readonly letters: readonly DeadLetter[];
  /** How many there are. */
  readonly total: number;
}

const none: Letters = { letters: [], total: 0 };

/** The dead letters of the graph in front, live (N10). */
export function useDeadLetters(): Letters {
  const { path } = useRunNode('');
  const [found, setFound] = useState<Letters & { path: string | null }>({ ...none, path });
  useTopic('deadLetters', path === null ? null : { path }, ({ letters, total }) => setFound({ letters, total, path }));
  return found.path === path ? found : none;
}

import {
  Ban,
  Circle,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleStop,
  FileQuestionMark,
  Hourglass,
  LoaderCircle,
  OctagonX,
  Redo,
  type LucideIcon,
} from 'lucide-react';
import type { Value } from '#shared/message/message.ts';
import type { NodeState } from '#shared/rpc/live/networkStatus.ts';

export interface StateLook {
  readonly icon: LucideIcon;
  readonly word: string;
  /** A Tailwind text colour; never the only thing that tells states apart. */
  readonly color: string;
}

/** How each state of a node looks and is called (UI.md). */
export const stateLooks: Readonly<Record<NodeState, StateLook>> = {
  idle: { icon: Circle, word: 'idle', color: 'text-muted' },
  starting: { icon: LoaderCircle, word: 'starting', color: 'text-accent' },
  running: { icon: CirclePlay, word: 'running', color: 'text-success' },
  waiting: { icon: Hourglass, word: 'held back', color: 'text-warning' },
  paused: { icon: CirclePause, word: 'paused', color: 'text-warning' },
  failed: { icon: OctagonX, word: 'failed', color: 'text-danger' },
  stopped: { icon: CircleStop, word: 'stopped', color: 'text-muted' },
  placeholder: { icon: FileQuestionMark, word: 'unknown component', color: 'text-warning' },
  disabled: { icon: Ban, word: 'disabled', color: 'text-muted' },
};

export const bypassed: StateLook = { icon: Redo, word: 'bypassed', color: 'text-muted' };

export const notRun: StateLook = { icon: CircleDashed, word: 'not run', color: 'text-muted' };

/** The state that a card shows: what the graph says of the node goes before what the network says. */
export function shownState(
  reported: NodeState | undefined,
  isPlaceholder: boolean,
  disabled: Value | undefined,
): NodeState | 'bypassed' | null {
  if (disabled === true) return 'disabled';
  if (disabled === 'bypass') return 'bypassed';
  if (isPlaceholder) return 'placeholder';
  return reported ?? null;
}

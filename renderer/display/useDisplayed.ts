import { useMemo, useState } from 'react';
import { nodeConfig, type GraphNode } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { useMessages } from '../messages/useMessages.ts';
import { readValueText } from '../value/readPreview.ts';
import { useWholeValue } from '../session/wholeValue.ts';
import { displayChoice, displayed, gathers, type DisplayChoice } from './displayChoice.ts';

/** What a Display shows now, live, and how. `value` is undefined before the first message. */
export function useDisplayed(node: GraphNode): { choice: DisplayChoice; value: Value | undefined } {
  const choice = useMemo(() => displayChoice(nodeConfig(node)), [node]);
  const { list } = useMessages(node.id, gathers(choice.mode) ? choice.points : 1);
  const { value: last } = useWholeValue(node.id, 'out');
  // A message is read once, however many come after it.
  const [read] = useState(() => new WeakMap<RecordedMessage, { value: Value | undefined }>());
  const arrived = useMemo(() => {
    const valueOf = (message: RecordedMessage): Value | undefined => {
      const known = read.get(message) ?? { value: messageValue(message) };
      read.set(message, known);
      return known.value;
    };
    return list.map(valueOf).filter((value) => value !== undefined);
  }, [list, read]);
  const latest = last === undefined ? arrived.at(-1) : last;
  const value = useMemo(() => displayed(choice.mode, latest, arrived), [choice.mode, latest, arrived]);
  return { choice, value };
}

function messageValue({ preview }: RecordedMessage): Value | undefined {
  return preview.truncated ? undefined : readValueText(preview.json);
}

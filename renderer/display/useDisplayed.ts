import { useMemo, useState } from 'react';
import { nodeConfig, type GraphNode } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { useMessages } from '../messages/useMessages.ts';
import { readValueText } from '../value/readPreview.ts';
import { useWholeValue } from '../session/wholeValue.ts';
import { displayChoice, displayed, gathers, type DisplayChoice } from './displayChoice.ts';

interface Displayed {
  choice: DisplayChoice;
  /** Undefined before the first message. */
  value: Value | undefined;
  /** Its JSON text in plain form, where it is that of one message. */
  json: string | undefined;
}

/** What a Display shows now, live, and how. */
export function useDisplayed(node: GraphNode): Displayed {
  const choice = useMemo(() => displayChoice(nodeConfig(node)), [node]);
  const { list } = useMessages(node.id, gathers(choice.mode) ? choice.points : 1);
  const { value: last, json: lastJson } = useWholeValue(node.id, 'out');
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
  const latestJson = last === undefined ? list.at(-1)?.preview.json : lastJson;
  const value = useMemo(() => displayed(choice.mode, latest, arrived), [choice.mode, latest, arrived]);
  return { choice, value, json: value === latest ? latestJson : undefined };
}

function messageValue({ preview }: RecordedMessage): Value | undefined {
  return preview.truncated ? undefined : readValueText(preview.json);
}

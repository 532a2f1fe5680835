import { useMemo } from 'react';
import { nodeConfig, nodeTitle, type GraphNode } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { RecordedMessage } from '#shared/rpc/live.ts';
import { displayChoice, displayed } from './displayed.ts';
import { useMessages } from './messages.ts';
import { readValueText } from './value/readPreview.ts';
import { ValueView } from './value/ValueView.tsx';
import { useWholeValue } from './wholeValue.ts';

/** The big view of a Display node (C3), as its config says: the last value, or what has arrived so far as a table or chart. */
export function DisplayView({ node }: { node: GraphNode }) {
  const config = nodeConfig(node);
  const choice = useMemo(() => displayChoice(config), [config]);
  const { list } = useMessages(node.id, choice.points);
  const { value: last } = useWholeValue(node.id, 'out');
  const arrived = useMemo(() => list.map(messageValue).filter((value) => value !== undefined), [list]);
  const latest = last === undefined ? arrived.at(-1) : last;
  const value = useMemo(() => displayed(choice.mode, latest, arrived), [choice.mode, latest, arrived]);
  const name = `display of ${nodeTitle(node)}`;
  return (
    <div className="mx-3 mb-3 h-72 shrink-0 resize-y overflow-hidden rounded border border-line bg-raised">
      {value === undefined ? (
        <p className="p-3 text-muted">
          What arrives at this display shows here. Wire something to it and run the graph.
        </p>
      ) : (
        <ValueView key={choice.mode} value={value} name={name} preferred={choice.view} chart={choice.chart} />
      )}
    </div>
  );
}

function messageValue({ preview }: RecordedMessage): Value | undefined {
  return preview.truncated ? undefined : readValueText(preview.json);
}

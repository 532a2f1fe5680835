import { Pin } from 'lucide-react';
import { formatSize } from '#shared/actor/limits.ts';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { formatCount, formatTime } from '../parts/measures.ts';
import { ValueBox } from '../value/ValueBox.tsx';
import { useWholeValue } from '../session/wholeValue.ts';

interface PortValueProps {
  node: string;
  port: string;
  /** The accessible name. */
  name: string;
  /** Freezes the outport to the value (N9). */
  onPin?: (json: string) => void;
}

/** The last value of an outport, whole and live. */
export function PortValue({ node, port, name, onPin }: PortValueProps) {
  const { value, json, live, fetch } = useWholeValue(node, port);
  if (!live)
    return <p className="px-3 py-2 text-muted">No message yet. Run the graph, and the last value shows here.</p>;
  const { preview, count, timestamp } = live;
  return (
    <div className="mx-2 mb-1 rounded border border-line">
      {value === undefined ? (
        <div className="h-56 min-h-24 resize-y overflow-hidden p-2">
          {fetch && (
            <button type="button" onClick={fetch} className="cursor-pointer text-accent underline underline-offset-2">
              Show all of it ({formatSize(preview.bytes)})
            </button>
          )}
          <pre
            aria-label={name}
            className="mt-1 font-mono text-xs break-all whitespace-pre-wrap"
          >{`${preview.json}…`}</pre>
        </div>
      ) : (
        <ValueBox value={value} json={json} name={name} />
      )}
      <div className="flex items-center border-t border-line px-2 py-0.5 text-xs text-muted tabular-nums">
        <span className="min-w-0 grow">
          {preview.type} · {formatSize(preview.bytes)} · {formatCount(count)} so far · {formatTime(timestamp)}
        </span>
        {onPin && json !== undefined && (
          <SmallIconButton
            icon={Pin}
            label={`Pin ${port} to this value`}
            className="-my-0.5"
            onClick={() => onPin(json)}
          />
        )}
      </div>
    </div>
  );
}

import { formatSize } from '#shared/actor/limits.ts';
import { formatCount, formatTime } from '../parts/measures.ts';
import { ValueBox } from '../value/ValueBox.tsx';
import { useWholeValue } from '../session/wholeValue.ts';

/** The last value of an outport, whole and live. */
export function PortValue({ node, port, name }: { node: string; port: string; name: string }) {
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
      <p className="border-t border-line px-2 py-0.5 text-xs text-muted tabular-nums">
        {preview.type} · {formatSize(preview.bytes)} · {formatCount(count)} so far · {formatTime(timestamp)}
      </p>
    </div>
  );
}

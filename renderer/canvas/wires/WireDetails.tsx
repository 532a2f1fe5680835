import { EdgeLabelRenderer, useStore } from '@xyflow/react';
import { shortCount } from '../../parts/shortMeasures.ts';
import { useSession, valueKey } from '../../session/session.ts';
import { isPictureText } from '../../value/imageSource.ts';
import { Thumbnail } from '../cards/LastValue.tsx';
import { useWireStatus } from './useWireStatus.ts';

interface WireDetailsProps {
  x: number;
  y: number;
  name: string;
  node: string;
  port: string;
}

/** What a wire says when it is pointed at or selected: how many messages passed, what waits, and the last value. */
export function WireDetails({ x, y, name, node, port }: WireDetailsProps) {
  const status = useWireStatus(name);
  const value = useSession((session) => session.values.get(valueKey(node, port)));
  const zoom = useStore(({ transform }) => transform[2]);
  if (!status && !value) return null;
  const count = status?.count ?? 0;
  const waiting =
    status && status.queued > 0 ? ` · ${shortCount(status.queued)} waiting (${percent(status.fill)} full)` : '';
  return (
    <EdgeLabelRenderer>
      <div
        className="pointer-events-none absolute z-10 max-w-72 rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-raised"
        style={{
          transform: `translate(-50%, 0) translate(${x}px, ${y + 12}px) scale(${Math.max(1, 1 / zoom)})`,
          transformOrigin: 'top',
        }}
      >
        <div className="text-muted tabular-nums">
          {shortCount(count)} {count === 1 ? 'message' : 'messages'}
          {waiting}
        </div>
        {value && <ShownValue node={node} port={port} json={value.preview.json} />}
      </div>
    </EdgeLabelRenderer>
  );
}

function ShownValue({ node, port, json }: { node: string; port: string; json: string }) {
  const text = <div className="line-clamp-4 font-mono break-all">{json.slice(0, 240)}</div>;
  if (!isPictureText(json)) return text;
  return <Thumbnail node={node} port={port} className="max-h-32 max-w-full" otherwise={text} />;
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

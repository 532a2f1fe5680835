import { lazy, Suspense, useMemo } from 'react';
import { writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { chartOf, type ChartChoice } from './chartData.ts';
import { copyAs } from './copyAs.ts';
import { readExact } from './exactValue.ts';
import { ValueBytes } from './ValueBytes.tsx';
import { ValueImage } from './ValueImage.tsx';
import { ValueMarkdown } from './ValueMarkdown.tsx';
import { ValueTable } from './ValueTable.tsx';
import { ValueTree } from './ValueTree.tsx';
import type { ValueViewKind } from './valueViews.ts';

const LineChart = lazy(() => import('./LineChart.tsx').then(({ LineChart }) => ({ default: LineChart })));

interface ValueContentProps {
  /** One that suits the value. */
  view: ValueViewKind;
  value: Value;
  /** Its JSON text in plain form, which tells whole floats from integers; where it is known. */
  json?: string | undefined;
  /** The accessible name. */
  name: string;
  chart?: ChartChoice | undefined;
  /** On a card of the canvas, where short values are large and nothing is dragged within a chart. */
  onCard?: boolean;
}

/** A value in one view, filling the element it is in (E6). */
export function ValueContent(props: ValueContentProps) {
  return (
    <Suspense>
      <OneView {...props} />
    </Suspense>
  );
}

function OneView({ view, value, json, name, chart, onCard = false }: ValueContentProps) {
  switch (view) {
    case 'tree':
      return <ExactTree value={value} json={json} name={name} />;
    case 'table':
      return <ValueTable value={value} name={name} />;
    case 'image':
      return <ValueImage value={value} name={name} />;
    case 'markdown':
      return <ValueMarkdown text={String(value)} name={name} />;
    case 'chart': {
      const data = chartOf(value, chart);
      return data && <LineChart data={data} label={name} isStill={onCard} />;
    }
    case 'bytes':
      return value instanceof Uint8Array && <ValueBytes bytes={value} name={name} />;
    case 'text':
      return <ValueText value={value} json={json} name={name} onCard={onCard} />;
  }
}

interface ExactProps {
  value: Value;
  json: string | undefined;
  name: string;
}

function ExactTree({ value, json, name }: ExactProps) {
  const exact = useMemo(() => (json === undefined ? value : readExact(json)), [json, value]);
  return <ValueTree value={exact} name={name} />;
}

function ValueText({ value, json, name, onCard }: ExactProps & { onCard: boolean }) {
  const isScalar = typeof value !== 'object' || value === null;
  const text = textOf(value, json);
  const isShort = isScalar && text.length < 24;
  if (isShort && onCard)
    return (
      <p aria-label={name} className="flex h-full items-center justify-center truncate px-3 text-[26px] tabular-nums">
        {text}
      </p>
    );
  return (
    <pre
      tabIndex={0}
      aria-label={name}
      className={`h-full overflow-auto px-2 py-1 font-mono break-words whitespace-pre-wrap outline-offset-[-2px] ${isShort ? 'text-lg' : 'text-xs'}`}
    >
      {text}
    </pre>
  );
}

/** A text as it is, a number as it is read; the rest as JSON. */
function textOf(value: Value, json: string | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return copyAs('JSON', json ?? writePlain(value));
}

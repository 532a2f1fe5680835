import { connectionName, nodeTitle, type EdgeEnd } from '#shared/graph/graph.ts';
import { formatPortType } from '#shared/actor/portType.ts';
import { useSession } from '../session/session.ts';
import { BreakpointSection } from '../debugging/BreakpointSection.tsx';
import { formatCount, formatRate } from '../parts/measures.ts';
import { Section } from '../parts/Section.tsx';
import { NodeHistory } from './NodeHistory.tsx';
import { PortValue } from './PortValue.tsx';
import { ValueBox } from '../value/ValueBox.tsx';

/** A wire: its two ends, what has passed and waits, and the last value; or an initial packet and its value. */
export function WireInspector({ name }: { name: string }) {
  const connection = useSession((state) => state.graph?.connections.find((one) => connectionName(one) === name));
  const status = useSession((state) => state.network?.wires[name]);
  const isHeldHere = useSession((state) => state.breakpoints.has(name));
  if (!connection) return null;
  const { from, to } = connection;
  const facts: [string, string][] = status
    ? [
        ['Passed', formatCount(status.count)],
        ['Rate', `${formatRate(status.rate)}/s`],
        ['Waiting', formatCount(status.queued)],
        ['Queue', `${Math.round(status.fill * 100)} % full`],
      ]
    : [];
  return (
    <div className="flex h-full flex-col gap-3 overflow-y-auto p-3">
      <h2 className="text-lg font-semibold">{from ? 'Wire' : 'Initial packet'}</h2>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 tabular-nums">
        {from && <End word="From" side="outports" end={from} />}
        <End word="To" side="inports" end={to} />
        {facts.map(([term, fact]) => (
          <div key={term} className="contents">
            <dt className="text-muted">{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {isHeldHere && <BreakpointSection wire={name} />}
      {from ? (
        <div className="-mx-2">
          <PortValue node={from.nodeId} port={from.portId} name={`value on ${name}`} />
        </div>
      ) : (
        <div className="rounded border border-line">
          <ValueBox value={connection.data ?? null} name={name} />
        </div>
      )}
      {from && !isHeldHere && <BreakpointSection wire={name} />}
      {from && (
        <div className="-mx-3 -mb-3 shrink-0">
          <Section title="History">
            <NodeHistory key={name} id={from.nodeId} port={from.portId} />
          </Section>
        </div>
      )}
    </div>
  );
}

function End({ word, side, end }: { word: string; side: 'inports' | 'outports'; end: EdgeEnd }) {
  const node = useSession((state) => state.graph?.processes[end.nodeId]);
  const component = useSession((state) => state.components.get(node?.component ?? ''));
  const revealNode = useSession((state) => state.revealNode);
  // What the component says today; a file may have been written before that.
  const type = component?.[side].find(({ name }) => name === end.portId)?.port_type ?? end.portType;
  return (
    <div className="contents">
      <dt className="text-muted">{word}</dt>
      <dd>
        <button
          type="button"
          onClick={() => revealNode(end.nodeId)}
          className="cursor-pointer text-accent underline underline-offset-2"
        >
          {node ? nodeTitle(node) : end.nodeId}
        </button>{' '}
        {end.portId} <span className="text-muted">{formatPortType(type)}</span>
      </dd>
    </div>
  );
}

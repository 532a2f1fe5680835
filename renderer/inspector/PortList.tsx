import { useState } from 'react';
import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import { nodeTitle, type GraphNode } from '#shared/graph/graph.ts';
import { formatPortType } from '#shared/actor/portType.ts';
import { useSession, valueKey } from '../session/session.ts';
import { pinStep } from '../debugging/pinStep.ts';
import { PortValue } from './PortValue.tsx';
import { ValueBox } from '../value/ValueBox.tsx';
import { initialPacket, sourceOf } from './wires.ts';

/** The ports of a node with their last values; the one chosen shows its value whole, live. */
export function PortList({ node, component }: { node: GraphNode; component: ComponentDescription | undefined }) {
  const [chosen, setChosen] = useState<string>();
  const inports = component?.inports ?? [];
  const outports = component?.outports ?? [];
  const open = chosen ?? (outports[0] && `out ${outports[0].name}`);
  if (inports.length + outports.length === 0) return <p className="px-3 text-muted">This component has no ports.</p>;
  const rows = (side: 'in' | 'out', ports: PortDefinition[]) =>
    ports.map((port) => {
      const id = `${side} ${port.name}`;
      const isOpen = id === open;
      return (
        <PortRow
          key={id}
          node={node}
          side={side}
          port={port}
          isOpen={isOpen}
          onToggle={() => setChosen(isOpen ? '' : id)}
        />
      );
    });
  return (
    <ul className="flex flex-col">
      {rows('in', inports)}
      {rows('out', outports)}
    </ul>
  );
}

function PortRow(props: {
  node: GraphNode;
  side: 'in' | 'out';
  port: PortDefinition;
  isOpen: boolean;
  onToggle: () => void;
}) {
  const { node, side, port, isOpen, onToggle } = props;
  const graph = useSession((state) => state.graph);
  const applyStep = useSession((state) => state.applyStep);
  const source =
    side === 'out' ? { node: node.id, port: port.name } : graph ? sourceOf(graph, node.id, port.name) : undefined;
  const key = source && valueKey(source.node, source.port);
  const initial = side === 'in' && !source && graph ? initialPacket(graph, node.id, port.name) : undefined;
  const passed = useSession((state) => (key === undefined ? undefined : state.values.get(key)?.preview.chip));
  const chip = initial ? initial.chip : passed;
  const pin = (json: string) => applyStep(pinStep(node, port.name, json));
  const name = `value of ${port.name} of ${nodeTitle(node)}`;
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        title={port.description}
        className={`flex h-7 w-full cursor-pointer items-center gap-2 px-3 text-left hover:bg-hover ${isOpen ? 'bg-accent-soft' : ''}`}
      >
        <span className="w-6 shrink-0 text-xs text-muted">{side}</span>
        <span className="truncate">{port.name}</span>
        <span className="shrink-0 truncate text-xs text-muted">
          {formatPortType(port.port_type)}
          {side === 'in' && !port.required && ', optional'}
        </span>
        <span className="ml-auto shrink-0 font-mono text-xs">{chip ?? '–'}</span>
      </button>
      {isOpen && source && (
        <PortValue node={source.node} port={source.port} name={name} {...(side === 'out' ? { onPin: pin } : {})} />
      )}
      {isOpen && initial && (
        <div className="mx-2 mb-1 rounded border border-line">
          <ValueBox value={initial.value} json={initial.json} name={name} />
          <p className="border-t border-line px-2 py-0.5 text-xs text-muted">Initial packet</p>
        </div>
      )}
      {isOpen && !source && !initial && (
        <p className="px-3 py-2 text-muted">Nothing is wired to {port.name}. Drag a wire from an outport to it.</p>
      )}
    </li>
  );
}

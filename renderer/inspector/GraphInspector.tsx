import { Workflow } from 'lucide-react';
import type { Graph } from '#shared/graph/graph.ts';
import { useSession } from '../session/session.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Section } from '../parts/Section.tsx';
import { TextProperty } from './TextProperty.tsx';

const describedProperties = [
  ['name', 'Name'],
  ['description', 'Description'],
  ['namespace', 'Namespace'],
  ['version', 'Version'],
] as const;

/** The graph itself, shown while nothing is selected, and what can be done next. */
export function GraphInspector() {
  const graph = useSession((state) => state.graph);
  const path = useSession((state) => state.activePath);
  if (!graph || path === null)
    return (
      <EmptyState icon={Workflow} title="No graph is open">
        Open one, or make a new one, and what you select in it shows here: config, live values, history, log.
      </EmptyState>
    );
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <header className="flex flex-col gap-2 p-3">
        <h2 className="text-lg font-semibold">Graph</h2>
        <p className="font-mono text-xs break-all text-muted">{path}</p>
        {describedProperties.map(([name, label]) => (
          <TextProperty key={`${path}:${name}`} graph={graph} name={name} label={label} />
        ))}
      </header>
      <Section title="Contents" startsOpen>
        <Contents graph={graph} />
      </Section>
      <Teaching isEmpty={Object.keys(graph.processes).length === 0} />
    </div>
  );
}

function Contents({ graph }: { graph: Graph }) {
  const wires = graph.connections.filter((connection) => connection.from !== null).length;
  const facts: [string, string][] = [
    ['Nodes', String(Object.keys(graph.processes).length)],
    ['Wires', String(wires)],
    ['Initial packets', String(graph.connections.length - wires)],
    ['Exported inports', Object.keys(graph.inports).join(', ') || 'none'],
    ['Exported outports', Object.keys(graph.outports).join(', ') || 'none'],
  ];
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 px-3">
      {facts.map(([term, fact]) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd className="break-words">{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

function Teaching({ isEmpty }: { isEmpty: boolean }) {
  return (
    <p className="border-t border-line p-3 text-muted">
      {isEmpty
        ? 'Drag an actor from the palette onto the canvas, or press Space to find one by name.'
        : 'Select a node to see its config and the values that flow through it; select a wire to see what it carries.'}
    </p>
  );
}

import { useReactFlow } from '@xyflow/react';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { IconButton } from '../parts/IconButton.tsx';
import { useSession, useSessionStore } from '../session/session.ts';
import { useCanvasStore } from './canvasStore.ts';
import { findInGraph, type Finding } from '../graph/findInGraph.ts';
import { commentElementId } from './flowElements.ts';
import { prefersReducedMotion } from './motion.ts';

/** Searches the graph in front (E1): Enter goes to the next finding, Shift Enter to the one before, Escape closes. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow();
  const graph = useSession((state) => state.graph);
  const components = useSession((state) => state.components);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const findings = useMemo(() => (graph ? findInGraph(graph, components, search) : []), [graph, components, search]);

  /** When the view has come to what was found last. */
  const arrival = useRef(0);

  const show = (finding: Finding | undefined, duration = prefersReducedMotion() ? 0 : 200): void => {
    if (!finding) return;
    const { kind, id } = finding;
    const members = session.getState().graph?.groups.find((group) => group.id === id)?.nodes ?? [];
    const nodes = kind === 'node' ? [id] : kind === 'group' ? members : [];
    session.getState().select({ nodes, wires: [], comments: kind === 'comment' ? [id] : [] });
    const shown = kind === 'comment' ? [commentElementId(id)] : nodes;
    arrival.current = performance.now() + duration;
    void flow.fitView({ nodes: shown.map((one) => ({ id: one })), maxZoom: 1, padding: 0.6, duration });
  };
  const go = (step: number): void => {
    if (findings.length === 0) return;
    const next = (at + step + findings.length) % findings.length;
    setAt(next);
    show(findings[next]);
  };
  const close = (): void => {
    canvas.getState().setFinding(false);
    onClose();
    // What is focused then is brought into view, which ends a movement that is on its way there.
    if (performance.now() < arrival.current) show(findings[at], 0);
  };
  const words =
    search.trim() === ''
      ? ''
      : findings.length === 0
        ? 'nothing found'
        : `${Math.min(at, findings.length - 1) + 1} of ${findings.length}`;

  return (
    <div
      role="search"
      aria-label="Find in the graph"
      className="absolute top-3 right-3 z-20 flex items-center gap-1 rounded-lg border border-line-strong bg-raised py-1 pr-1 pl-3 shadow-raised"
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') close();
        if (event.key !== 'Enter' || (event.target as HTMLElement).tagName !== 'INPUT') return;
        event.preventDefault();
        go(event.shiftKey ? -1 : 1);
      }}
    >
      <Search size={14} className="shrink-0 text-muted" aria-hidden />
      <input
        type="search"
        autoFocus
        aria-label="Find in the graph"
        placeholder="Title, component, port, config…"
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
          if (graph) show(findInGraph(graph, components, event.target.value)[0]);
        }}
        className="w-52 bg-transparent outline-none"
      />
      <span role="status" className="min-w-16 text-right text-sm text-muted tabular-nums">
        {words}
      </span>
      <IconButton label="Previous finding" icon={ChevronUp} keys="Shift+Enter" onClick={() => go(-1)} />
      <IconButton label="Next finding" icon={ChevronDown} keys="Enter" onClick={() => go(1)} />
      <IconButton label="Close search" icon={X} keys="Escape" onClick={close} />
    </div>
  );
}

import { useReactFlow } from '@xyflow/react';
import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import { useSessionStore } from '../../session/session.ts';
import { useCanvasStore, type QuickAddRequest } from '../canvasStore.ts';
import { newCardSize } from '../cards/cardGeometry.ts';
import type { FlowNode, FlowWire } from '../flowElements.ts';
import { addNode } from '../../graph/graphSteps.ts';
import { bringIntoView, freeArea } from '../layout/placing.ts';
import { besidePort, quickAddSize, type Candidate } from './candidates.ts';
import { QuickAddList, WireNeed } from './QuickAddList.tsx';
import { useCandidates } from './useCandidates.ts';

const { width, height } = quickAddSize;
const nothingFits = 'No component has a port that fits.';
const nothingMatches = 'No component matches. Search by name, tag, port or description.';

interface QuickAddProps {
  request: QuickAddRequest;
  onAdded: (node: string) => void;
}

/** The list that opens where a wire is dropped on empty space, or on double-click (E2). */
export function QuickAdd({ request, onAdded }: QuickAddProps) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const [search, setSearch] = useState('');
  const panel = useRef<HTMLDivElement>(null);
  const { from, at, room, place, isExact } = request;
  const { candidates, type } = useCandidates(search, from);
  const close = canvas.getState().closeQuickAdd;

  useEffect(() => {
    const closeOutside = (event: PointerEvent): void => {
      if (!panel.current?.contains(event.target as globalThis.Node)) close();
    };
    window.addEventListener('pointerdown', closeOutside, true);
    return () => window.removeEventListener('pointerdown', closeOutside, true);
  }, [close]);

  const add = (candidate: Candidate): void => {
    const { component, port } = candidate;
    const { graph, components, applyStep } = session.getState();
    close();
    if (!graph) return;
    const connect = from && port ? { end: from, port: port.name } : undefined;
    const size = newCardSize(component);
    const wanted = besidePort(candidate, place);
    const corner = isExact ? wanted : freeArea(flow, wanted, size);
    const step = addNode(graph, components, component, corner, connect);
    applyStep(step);
    bringIntoView(flow, room, { ...corner, ...size });
    onAdded(step.id);
  };

  return (
    <div
      ref={panel}
      role="dialog"
      aria-label="Add a node"
      className="nowheel absolute z-20 flex flex-col overflow-hidden rounded-lg border border-line-strong bg-raised shadow-raised"
      style={{
        left: Math.max(8, Math.min(at.x, room.width - width - 8)),
        top: Math.max(8, Math.min(at.y, room.height - height - 8)),
        width,
        maxHeight: Math.min(height, room.height - 16),
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') close();
      }}
    >
      <Command shouldFilter={false} loop className="flex min-h-0 flex-col">
        <Command.Input
          autoFocus
          value={search}
          onValueChange={setSearch}
          aria-label="Search components"
          placeholder="Add a node…"
          className="border-b border-line bg-transparent px-3 py-2 outline-none"
        />
        {from && type && <WireNeed side={from.side} type={type} />}
        <QuickAddList candidates={candidates} empty={from ? nothingFits : nothingMatches} onChoose={add} />
      </Command>
    </div>
  );
}

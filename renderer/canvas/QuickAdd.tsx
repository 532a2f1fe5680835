import { useReactFlow } from '@xyflow/react';
import { Command } from 'cmdk';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatPortType } from '#shared/actor/portType.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { useCanvasStore, type QuickAddRequest } from './canvasStore.ts';
import { newCardSize } from './cards/cardGeometry.ts';
import type { FlowNode, FlowWire } from './flowElements.ts';
import { addNode } from '../graph/graphSteps.ts';
import { typeOfPort } from '../graph/nodePorts.ts';
import { bringIntoView, freeArea } from './layout/placing.ts';
import { PortMark } from './cards/PortMark.tsx';
import { besidePort, quickAddCandidates, quickAddSize, type Candidate } from './quickAdd.ts';
import { whyNotWithin } from '../graph/recursion.ts';
import { RuntimeBadge } from '../parts/RuntimeBadge.tsx';

const { width, height } = quickAddSize;

interface QuickAddProps {
  request: QuickAddRequest;
  onAdded: (node: string) => void;
}

/** The list that opens where a wire is dropped on empty space, or on double-click (E2). */
export function QuickAdd({ request, onAdded }: QuickAddProps) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const components = useSession((state) => state.components);
  const graph = useSession((state) => state.graph);
  const [search, setSearch] = useState('');
  const panel = useRef<HTMLDivElement>(null);
  const path = useSession((state) => state.activePath);
  const { from, at, room, place, isExact } = request;
  const type = from && graph ? typeOfPort(graph, components, from) : null;
  const candidates = useMemo(
    () =>
      quickAddCandidates(
        [...components.values()].filter((component) => whyNotWithin(component, path, components) === undefined),
        search,
        from && type ? { side: from.side, type } : null,
      ),
    [components, path, search, from, type],
  );
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
    const { graph: present, applyStep } = session.getState();
    close();
    if (!present) return;
    const connect = from && port ? { end: from, port: port.name } : undefined;
    const size = newCardSize(component);
    const wanted = besidePort(candidate, place);
    const corner = isExact ? wanted : freeArea(flow, wanted, size);
    const step = addNode(present, components, component, corner, connect);
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
        {from && type && (
          <p className="flex items-center gap-1.5 border-b border-line px-3 py-1 text-xs text-muted">
            <PortMark type={type} />
            {from.side === 'outports' ? 'takes' : 'gives'} {formatPortType(type)}
          </p>
        )}
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-4 text-muted">
            {from
              ? 'No component has a port that fits.'
              : 'No component matches. Search by name, tag, port or description.'}
          </Command.Empty>
          {candidates.map((candidate) => (
            <Command.Item
              key={candidate.component.id}
              value={candidate.component.id}
              onSelect={() => add(candidate)}
              className="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1 data-[selected=true]:bg-accent-soft"
            >
              <span className="truncate">{candidate.component.name}</span>
              {candidate.port && (
                <span className="flex min-w-0 items-center gap-1 text-xs text-muted">
                  <PortMark type={candidate.port.port_type} />
                  <span className="truncate">{candidate.port.name}</span>
                </span>
              )}
              <span className="ml-auto shrink-0 text-xs text-muted">{candidate.component.namespace}</span>
              {/* Its colours are for this background, not for that of what is selected. */}
              <span className="flex rounded-sm bg-raised">
                <RuntimeBadge runtime={candidate.component.badge} short />
              </span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </div>
  );
}

import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { PortDefinition } from '#shared/actor/actor.ts';
import { anyType } from '#shared/actor/portType.ts';
import { useSession, useSessionStore } from '../../session/session.ts';
import { CardDisplay } from '../../display/CardDisplay.tsx';
import { showsContent } from '../../display/displaySize.ts';
import { CardFoot } from './CardFoot.tsx';
import {
  cardWidth,
  contentOffset,
  displayCardSize,
  errorPortOffset,
  footHeight,
  headerHeight,
  portOffset,
  type CardSize,
} from './cardGeometry.ts';
import { CardNote } from './CardNote.tsx';
import { CardPort, PortHandle, type CardPortProps, type PortFit } from './CardPort.tsx';
import { CardTitle } from './CardTitle.tsx';
import { useCanvas } from '../canvasStore.ts';
import { whyNotConnect } from '../../graph/connectionCheck.ts';
import { useDetail } from '../detail.ts';
import type { CardNode } from '../flowElements.ts';
import { resizeNode, studioOf } from '../../graph/graphSteps.ts';
import { errorPort, type PortRef } from '../../graph/nodePorts.ts';
import { bypassed, notRun, shownState, stateLooks, type StateLook } from './nodeState.ts';
import { ResizeCorner } from './ResizeCorner.tsx';
import { RuntimeBadge } from '../../parts/RuntimeBadge.tsx';
import { useWiringFrom } from '../wires/wiring.ts';

const errorDefinition: PortDefinition = {
  name: errorPort,
  port_type: anyType,
  required: false,
  description: 'A message here for each one that failed',
};

/**
 * A node on the canvas (E1, UI.md), drawn as much as the zoom allows. Each form reads only what it shows of its own node, so that
 * others' messages cost it nothing (N13).
 */
export const NodeCard = memo(function NodeCard({ id, data, selected, width, height }: NodeProps<CardNode>) {
  const detail = useDetail();
  // Without the place, so that a card which is dragged is moved and not drawn again.
  const card = { id, data, selected, width: width ?? cardWidth, height: height ?? 0 };
  if (detail === 'block') return <BlockCard {...card} />;
  return detail === 'title' ? <TitleCard {...card} /> : <FullCard {...card} />;
});

type CardProps = Pick<NodeProps<CardNode>, 'id' | 'data' | 'selected'> & CardSize;

const BlockCard = memo(function BlockCard({ id, data, selected }: CardProps) {
  const { frame, stripe } = useLook(id, data, selected);
  return <div className={`h-full rounded-md border-2 ${frame}`} style={{ background: stripe }} />;
});

const TitleCard = memo(function TitleCard({ id, data, selected, height }: CardProps) {
  const { frame, stripe, look } = useLook(id, data, selected);
  const ports = useCardPorts(id, data, selected, height);
  const content = showsContent(data.node, data.component);
  const top = contentOffset(data.ports);
  return (
    <div
      className={`h-full rounded-lg border-2 bg-raised ${frame}`}
      style={{ backgroundImage: `linear-gradient(to right, ${stripe} 12px, transparent 12px)` }}
    >
      <div className="flex items-center pl-6 text-[23px] leading-7" style={{ height: content ? top : '100%' }}>
        <CardTitle node={id} title={data.title} lines={content ? 1 : 2} />
        <look.icon size={28} className={`mr-3 ml-auto shrink-0 ${look.color}`} aria-label={look.word} role="img" />
      </div>
      {content && <CardDisplay node={data.node} top={top} bottom={2} left={12} isActive={false} enlarged />}
      {ports.map((port) => (
        <PortHandle key={`${port.side} ${port.port.name}`} {...port} />
      ))}
    </div>
  );
});

const FullCard = memo(function FullCard({ id, data, selected, width, height }: CardProps) {
  const session = useSessionStore();
  const { node, title, component } = data;
  const content = showsContent(node, component);
  const { frame, stripe, look } = useLook(id, data, selected);
  const ports = useCardPorts(id, data, selected, height);
  return (
    <div className={`h-full rounded-lg border bg-raised shadow-raised ${frame}`}>
      <header
        className="flex items-center gap-2 rounded-t-[7px] border-b border-line px-3"
        style={{ height: headerHeight, boxShadow: `inset 3px 0 0 ${stripe}` }}
      >
        <CardTitle node={id} title={title} />
        <span className="ml-auto" />
        {component && <RuntimeBadge runtime={component.badge} short />}
        <span title={look.word} className={look.color}>
          <look.icon size={15} aria-label={look.word} role="img" />
        </span>
      </header>
      {ports.map((port) =>
        port.port === errorDefinition ? (
          <PortHandle key="error port" {...port} />
        ) : (
          <CardPort key={`${port.side} ${port.port.name}`} {...port} />
        ),
      )}
      {content && (
        <CardDisplay
          node={node}
          top={contentOffset(data.ports)}
          bottom={footHeight}
          left={1}
          isActive={selected}
          enlarged={false}
        />
      )}
      <footer
        className="absolute right-0 bottom-0 left-0 flex items-center rounded-b-lg border-t border-line px-3 pr-4 text-xs text-muted"
        style={{ height: footHeight }}
      >
        <CardFoot node={id} component={component ? component.id : `${node.component} is not known`} />
      </footer>
      {content && selected && (
        <ResizeCorner
          element={id}
          name={title}
          size={{ width, height }}
          limit={(size) => displayCardSize(size, data.ports)}
          onResize={(size) => {
            const { graph, applyStep } = session.getState();
            if (graph) applyStep(resizeNode(graph, id, size));
          }}
          className="right-2.5 bottom-0.5"
        />
      )}
      <CardNote node={id} />
    </div>
  );
});

/** Frame, colour and state: what every form of a card shows. */
function useLook(
  id: string,
  { node, component }: CardNode['data'],
  selected: boolean,
): { frame: string; stripe: string; look: StateLook } {
  const reported = useSession((session) => session.network?.nodes[id]?.state);
  const { disabled } = node.metadata;
  const state = shownState(reported, component === undefined, disabled);
  const { color } = studioOf(node);
  const frame = [
    frameColor(selected, state === 'failed', component === undefined),
    component ? '' : 'border-dashed',
    disabled === true ? 'opacity-60' : '',
    disabled === 'bypass' ? 'border-dashed opacity-75' : '',
  ].join(' ');
  return {
    frame,
    stripe: typeof color === 'string' ? color : `var(--runtime-${component?.badge ?? 'native'})`,
    look: state === 'bypassed' ? bypassed : state ? stateLooks[state] : notRun,
  };
}

function frameColor(selected: boolean, failed: boolean, unknown: boolean): string {
  if (selected) return 'border-accent ring-2 ring-accent';
  if (failed) return 'border-danger';
  return unknown ? 'border-warning' : 'border-line';
}

interface PlacedPort {
  port: PortDefinition;
  side: PortRef['side'];
  /** The middle of its row, from the top of the card. */
  top: number;
}

function placedPorts(ports: CardNode['data']['ports'], height: number): PlacedPort[] {
  return [
    ...ports.inports.map((port, index) => ({ port, side: 'inports' as const, top: portOffset(index) })),
    ...ports.outports.map((port, index) => ({ port, side: 'outports' as const, top: portOffset(index) })),
    { port: errorDefinition, side: 'outports', top: errorPortOffset(height) },
  ];
}

/** The ports with how each stands to the wire that is being drawn. */
function useCardPorts(
  id: string,
  { title, ports, packets, wiring }: CardNode['data'],
  selected: boolean,
  height: number,
): CardPortProps[] {
  const session = useSessionStore();
  const wiringFrom = useWiringFrom();
  const reconnecting = useCanvas((canvas) => canvas.reconnecting);
  const [inports, outports] = JSON.parse(wiring) as [string[], string[]];

  return placedPorts(ports, height).map(({ port, side, top }): CardPortProps => {
    const { graph, components } = session.getState();
    const ref: PortRef = { node: id, port: port.name, side };
    const isOrigin = wiringFrom !== null && samePort(wiringFrom, ref);
    const reason =
      wiringFrom && !isOrigin && graph ? whyNotConnect(graph, components, wiringFrom, ref, reconnecting) : undefined;
    const fit: PortFit = !wiringFrom ? null : isOrigin ? 'origin' : reason === undefined ? 'fits' : 'refused';
    const wired = (side === 'inports' ? inports : outports).some(
      (name) => name === port.name || name.toLowerCase() === port.name.toLowerCase(),
    );
    return {
      node: id,
      nodeTitle: title,
      port,
      side,
      top,
      wired,
      fit,
      reason,
      focusable: wiringFrom ? fit !== 'refused' : selected,
      packet: side === 'inports' ? packets[port.name] : undefined,
    };
  });
}

function samePort(a: PortRef, b: PortRef): boolean {
  return a.node === b.node && a.port === b.port && a.side === b.side;
}

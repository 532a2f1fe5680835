import type { PortDefinition } from '#shared/actor/actor.ts';
import { anyType } from '#shared/actor/portType.ts';
import { whyNotConnect } from '../../graph/connectionCheck.ts';
import { errorPort, type PortRef } from '../../graph/nodePorts.ts';
import { useSessionStore } from '../../session/session.ts';
import { useCanvas } from '../canvasStore.ts';
import type { CardData } from '../flowElements.ts';
import { useWiringFrom } from '../wires/wiring.ts';
import { errorPortOffset, portOffset } from './cardGeometry.ts';
import type { CardPortProps, PortFit } from './CardPort.tsx';

/** The outport of failed messages, which every node has (A7). */
export const errorDefinition: PortDefinition = {
  name: errorPort,
  port_type: anyType,
  required: false,
  description: 'A message here for each one that failed',
};

interface PlacedPort {
  port: PortDefinition;
  side: PortRef['side'];
  /** The middle of its row, from the top of the card. */
  top: number;
}

function placedPorts(ports: CardData['ports'], height: number): PlacedPort[] {
  return [
    ...ports.inports.map((port, index) => ({ port, side: 'inports' as const, top: portOffset(index) })),
    ...ports.outports.map((port, index) => ({ port, side: 'outports' as const, top: portOffset(index) })),
    { port: errorDefinition, side: 'outports', top: errorPortOffset(height) },
  ];
}

/** The ports with how each stands to the wire that is being drawn. */
export function useCardPorts(
  id: string,
  { title, ports, packets, wiring }: CardData,
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

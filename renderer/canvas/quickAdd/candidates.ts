import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import { isAssignable, type PortType } from '#shared/actor/portType.ts';
import { searchComponents } from '../../palette/searchComponents.ts';
import { cardWidth, portOffset } from '../cards/cardGeometry.ts';
import type { Point } from '../../graph/point.ts';
import type { Side } from '../../graph/nodePorts.ts';

/** How large the list is at most, in pixels. */
export const quickAddSize = { width: 320, height: 320 };

/** A component that can be added, and the port of it that the dropped wire would take; null when no wire was dropped. */
export interface Candidate {
  readonly component: ComponentDescription;
  readonly port: PortDefinition | null;
}

/** The end of a wire that was dropped on empty space. */
export interface LooseEnd {
  readonly side: Side;
  readonly type: PortType;
}

/** What quick-add offers (E2): components that the search finds and, for a dropped wire, have a port that it fits. */
export function quickAddCandidates(
  components: Iterable<ComponentDescription>,
  search: string,
  loose: LooseEnd | null,
): Candidate[] {
  const found = searchComponents([...components], search);
  if (!loose) return found.map((component) => ({ component, port: null }));
  return found.flatMap((component) => {
    const port = fittingPort(component, loose);
    return port ? [{ component, port }] : [];
  });
}

/** Where a new node goes so that the port which takes the dropped wire is where it was dropped; the place itself without a wire. */
export function besidePort({ component, port }: Candidate, place: Point): Point {
  const isOutport = port !== null && component.outports.includes(port);
  const index = port === null ? -1 : (isOutport ? component.outports : component.inports).indexOf(port);
  return index < 0 ? place : { x: isOutport ? place.x - cardWidth : place.x, y: place.y - portOffset(index) };
}

/** The port that a wire fits best: one of its own type, then any other that it may enter, required ones first. */
export function fittingPort(component: ComponentDescription, { side, type }: LooseEnd): PortDefinition | undefined {
  const ports = side === 'outports' ? component.inports : component.outports;
  const fits = ports.filter(({ port_type }) =>
    side === 'outports' ? isAssignable(type, port_type) : isAssignable(port_type, type),
  );
  const score = ({ port_type, required }: PortDefinition): number =>
    (port_type.type === type.type ? 2 : 0) + (required ? 1 : 0);
  return fits.toSorted((a, b) => score(b) - score(a))[0];
}

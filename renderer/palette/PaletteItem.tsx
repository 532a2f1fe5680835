import { memo } from 'react';
import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import { formatPortType } from '#shared/actor/portType.ts';
import { useCanvasHandle } from '../commands/canvasHandle.ts';
import { RuntimeBadge } from '../parts/RuntimeBadge.tsx';
import { componentType } from './dragComponent.ts';

interface PaletteItemProps {
  component: ComponentDescription;
  /** Why it cannot be placed in the graph in front. */
  reason: string | undefined;
}

/** A component in the palette. Dragged to the canvas it is placed where it is dropped; Enter or double-click place it in the middle. */
export const PaletteItem = memo(function PaletteItem({ component, reason }: PaletteItemProps) {
  const canvas = useCanvasHandle();
  const add = (): void => {
    if (reason === undefined) canvas.current?.addComponent(component);
  };
  return (
    <div
      role="button"
      tabIndex={0}
      draggable={reason === undefined}
      aria-disabled={reason !== undefined}
      aria-description={`${component.badge}. ${reason ?? `${component.description} Enter adds it to the graph.`}`}
      title={reason ?? describe(component)}
      onDragStart={(event) => {
        event.dataTransfer.setData(componentType, component.id);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onDoubleClick={add}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        add();
      }}
      className={`flex h-full items-center gap-2 pr-3 pl-7 select-none focus-visible:-outline-offset-2 ${reason === undefined ? 'cursor-grab hover:bg-hover' : 'cursor-default text-muted'}`}
    >
      <span className="truncate">{component.name}</span>
      <span className="ml-auto" />
      <span aria-hidden className={`flex ${reason === undefined ? '' : 'opacity-50'}`}>
        <RuntimeBadge runtime={component.badge} short />
      </span>
    </div>
  );
});

/** What the tooltip says: the name that means it in graphs (C2), the description and the ports with their types. */
function describe({ id, description, inports, outports }: ComponentDescription): string {
  const list = (label: string, ports: readonly PortDefinition[]): string =>
    ports.length === 0
      ? ''
      : `${label}: ${ports.map((port) => `${port.name} (${formatPortType(port.port_type)})`).join(', ')}`;
  return [id, description, list('in', inports), list('out', outports), 'Drag it onto the canvas, or double-click.']
    .filter(Boolean)
    .join('\n');
}

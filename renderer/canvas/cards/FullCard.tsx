import { memo } from 'react';
import { CardDisplay } from '../../display/CardDisplay.tsx';
import { showsContent } from '../../display/displaySize.ts';
import { resizeNode } from '../../graph/graphSteps.ts';
import { useSessionStore } from '../../session/session.ts';
import { CardFoot } from './CardFoot.tsx';
import { contentOffset, displayCardSize, footHeight } from './cardGeometry.ts';
import { CardHeader } from './CardHeader.tsx';
import { CardNote } from './CardNote.tsx';
import { CardPort, PortHandle } from './CardPort.tsx';
import type { CardProps } from './cardProps.ts';
import { ResizeCorner } from './ResizeCorner.tsx';
import { useCardLook } from './useCardLook.ts';
import { errorDefinition, useCardPorts } from './useCardPorts.ts';

/** A card as it is seen near: header, ports with their last values, what a display shows, foot, and what is wrong. */
export const FullCard = memo(function FullCard({ id, data, selected, width, height }: CardProps) {
  const session = useSessionStore();
  const { node, title, component } = data;
  const content = showsContent(node, component);
  const { frame, stripe, look } = useCardLook(id, data, selected);
  const ports = useCardPorts(id, data, selected, height);
  return (
    <div className={`h-full rounded-lg border bg-raised shadow-raised ${frame}`}>
      <CardHeader title={title} node={id} badge={component?.badge} width={width} look={look} stripe={stripe} />
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

import { memo } from 'react';
import { CardDisplay } from '../../display/CardDisplay.tsx';
import { showsContent } from '../../display/displaySize.ts';
import { contentOffset } from './cardGeometry.ts';
import { PortHandle } from './CardPort.tsx';
import type { CardProps } from './cardProps.ts';
import { CardTitle } from './CardTitle.tsx';
import { useCardLook } from './useCardLook.ts';
import { useCardPorts } from './useCardPorts.ts';

/** A card from afar: a block of its colour. */
export const BlockCard = memo(function BlockCard({ id, data, selected }: CardProps) {
  const { frame, stripe } = useCardLook(id, data, selected);
  return <div className={`h-full rounded-md border-2 ${frame}`} style={{ background: stripe }} />;
});

/** A card below 60 %: its title, its colour and its ports. */
export const TitleCard = memo(function TitleCard({ id, data, selected, height }: CardProps) {
  const { frame, stripe, look } = useCardLook(id, data, selected);
  const ports = useCardPorts(id, data, selected, height);
  const content = showsContent(data.node, data.component);
  const top = contentOffset(data.ports);
  return (
    <div
      className={`h-full rounded-lg border-2 bg-raised ${frame}`}
      style={{ backgroundImage: `linear-gradient(to right, ${stripe} 12px, transparent 12px)` }}
    >
      <div className="flex items-center gap-2 pl-6 text-[23px] leading-7" style={{ height: content ? top : '100%' }}>
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

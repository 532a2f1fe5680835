import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { useDetail } from '../detail.ts';
import type { CardNode } from '../flowElements.ts';
import { cardWidth } from './cardGeometry.ts';
import { FullCard } from './FullCard.tsx';
import { BlockCard, TitleCard } from './SmallCards.tsx';

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

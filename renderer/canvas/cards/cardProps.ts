import type { CardNode } from '../flowElements.ts';
import type { CardSize } from './cardGeometry.ts';

/** What every form of a card is given: all of its element but its place, so that a card which is dragged is moved and not drawn again. */
export type CardProps = Pick<CardNode, 'id' | 'data'> & CardSize & { selected: boolean };

import type { PortType } from '#shared/actor/portType.ts';
import { portColor, portShape, type PortShape } from './portStyle.ts';

const outlines: Readonly<Record<PortShape, string>> = {
  circle: 'M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
  ring: 'M6 2.2a3.8 3.8 0 1 1 0 7.6a3.8 3.8 0 1 1 0-7.6z',
  diamond: 'M6 .8L11.2 6L6 11.2L.8 6z',
  square: 'M2 2h8v8H2z',
  triangle: 'M2 1.4L10.8 6L2 10.6z',
  hexagon: 'M3.4 1.6h5.2L11.2 6L8.6 10.4H3.4L.8 6z',
};

/** The mark of a port: its shape and colour say its type. */
export function PortMark({ type }: { type: PortType }) {
  const shape = portShape(type);
  const color = portColor(type);
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden className="pointer-events-none overflow-visible">
      <path
        d={outlines[shape]}
        fill={shape === 'ring' ? 'var(--raised)' : color}
        stroke={color}
        strokeWidth={shape === 'ring' ? 2.4 : 1.6}
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The mark of the error port that every node has: a cross, pale until it is wired, so that it does not ask for attention. */
export function ErrorPortMark({ wired }: { wired: boolean }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden className="pointer-events-none overflow-visible">
      <circle cx="6" cy="6" r="5" fill="var(--raised)" stroke={wired ? 'var(--danger)' : 'var(--line-strong)'} />
      <path
        d="M4.2 4.2l3.6 3.6M7.8 4.2L4.2 7.8"
        fill="none"
        stroke={wired ? 'var(--danger)' : 'var(--line-strong)'}
        strokeWidth="1.4"
        strokeLinecap="round"
      />
    </svg>
  );
}

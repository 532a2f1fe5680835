import type { Value } from '#shared/message/message.ts';
import { ValueView } from './ValueView.tsx';

/** A string longer than this, in characters, has a frame to scroll in. */
const longText = 200;

/** A value in a frame that is as high as its shape asks for: a number needs a line, a table room that can be made more. */
export function ValueBox({ value, json, name }: { value: Value; json?: string | undefined; name: string }) {
  return (
    <div className={heightOf(value)}>
      <ValueView value={value} json={json} name={name} />
    </div>
  );
}

function heightOf(value: Value): string {
  if (typeof value === 'string' && value.length <= longText) return 'h-24 min-h-16 resize-y overflow-hidden';
  const isShort = typeof value !== 'string' && (typeof value !== 'object' || value === null);
  return isShort ? '' : 'h-56 min-h-24 resize-y overflow-hidden';
}

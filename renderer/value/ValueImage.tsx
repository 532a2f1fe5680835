import { useMemo } from 'react';
import type { Value } from '#shared/message/message.ts';
import { imageSource } from './imageSource.ts';

/** A picture, from a `data:` address or from bytes. */
export function ValueImage({ value, name }: { value: Value; name: string }) {
  const address = useMemo(() => imageSource(value), [value]);
  if (address === undefined) return <p className="p-3 text-muted">This value is no picture.</p>;
  return (
    <div className="flex h-full items-center justify-center overflow-auto p-2">
      <img src={address} alt={name} className="max-h-full max-w-full object-contain" />
    </div>
  );
}

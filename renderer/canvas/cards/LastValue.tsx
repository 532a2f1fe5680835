import { useMemo } from 'react';
import { useSession, valueKey } from '../../session/session.ts';
import { useWholeValue } from '../../session/wholeValue.ts';
import { imageSource, isPictureText } from '../../value/imageSource.ts';

interface OutportRef {
  node: string;
  port: string;
}

/** The last value that left an outport (UI.md): a few words, or a small picture of one. */
export function LastValue({ node, port }: OutportRef) {
  const preview = useSession((session) => session.values.get(valueKey(node, port))?.preview);
  if (!preview) return null;
  const chip = <Chip text={preview.chip} />;
  if (!isPictureText(preview.json)) return chip;
  return <Thumbnail node={node} port={port} className="h-5 max-w-16 rounded-sm" otherwise={chip} />;
}

interface ThumbnailProps extends OutportRef {
  className: string;
  /** What shows until the picture is here, and where it is too large to be fetched unasked. */
  otherwise: React.ReactNode;
}

/** The picture that left an outport last. */
export function Thumbnail({ node, port, className, otherwise }: ThumbnailProps) {
  const { value } = useWholeValue(node, port);
  const address = useMemo(() => (value === undefined ? undefined : imageSource(value)), [value]);
  if (address === undefined) return otherwise;
  return <img src={address} alt={`last value of ${port}`} className={`object-contain ${className}`} />;
}

/** A value in a few words, marked as one that stays where it is an initial packet. */
export function Chip({ text, isConstant = false }: { text: string; isConstant?: boolean }) {
  return (
    <span
      className={`max-w-[88px] truncate rounded-sm px-1 font-mono text-xs ${isConstant ? 'border border-line text-muted' : 'bg-sunken'}`}
    >
      {isConstant ? `= ${text}` : text}
    </span>
  );
}

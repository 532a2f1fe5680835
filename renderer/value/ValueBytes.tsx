import { useRef } from 'react';
import { useVirtualRows } from '../parts/virtualRows.ts';
import { hexRow, hexRowCount } from './hexRows.ts';

const rowHeight = 18;

/** Bytes as a hex dump (E6); only the rows in view are drawn. */
export function ValueBytes({ bytes, name }: { bytes: Uint8Array; name: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualRows({ count: hexRowCount(bytes), scroller, rowHeight, keyOf: (index) => index });
  if (bytes.length === 0) return <p className="p-2 text-muted">No bytes.</p>;
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={name}
      className="h-full overflow-auto px-2 py-1 font-mono text-xs outline-offset-[-2px]"
    >
      <div className="relative min-w-max" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const { offset, hex, ascii } = hexRow(bytes, index);
          return (
            <div
              key={key}
              className="absolute left-0 flex gap-2.5 whitespace-pre"
              style={{ top: start, height: rowHeight }}
            >
              <span className="text-muted select-none">{offset}</span>
              <span>{hex}</span>
              <span className="text-muted">{ascii}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

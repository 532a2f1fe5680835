import { Separator } from 'react-resizable-panels';

/** The line between two panels, which can be dragged or moved with the arrow keys. */
export function Divider({ horizontal = false }: { horizontal?: boolean }) {
  return (
    <Separator
      className={`relative shrink-0 bg-line outline-none transition-colors hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent data-[separator=hover]:bg-accent ${horizontal ? 'h-px' : 'w-px'}`}
    />
  );
}

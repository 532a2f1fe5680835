import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';

interface ModalProps {
  title: string;
  /** A sentence below the title. */
  description?: string;
  onClose: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** A dialog over the window; Escape and a click outside close it. */
export function Modal({ title, description, onClose, wide = false, children }: ModalProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={`fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] -translate-x-1/2 flex-col rounded-xl border border-line bg-raised shadow-raised outline-none ${wide ? 'w-[min(880px,92vw)]' : 'w-[min(440px,92vw)]'}`}
        >
          <Dialog.Title asChild>
            <h1 className="px-4 pt-4 text-lg font-semibold">{title}</h1>
          </Dialog.Title>
          {description !== undefined && (
            <Dialog.Description className="px-4 pt-1 text-muted">{description}</Dialog.Description>
          )}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

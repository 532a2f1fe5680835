import { Check, Copy } from 'lucide-react';
import { SmallIconButton } from './SmallIconButton.tsx';
import { useCopy } from './useCopy.ts';

interface CopyButtonProps {
  /** The accessible name: `Copy the error`. */
  label: string;
  text: () => string;
  className?: string;
  tabIndex?: number;
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ label, text, className, tabIndex }: CopyButtonProps) {
  const { copied, copy } = useCopy();
  return (
    <SmallIconButton
      icon={copied ? Check : Copy}
      label={copied ? 'Copied' : label}
      {...(className === undefined ? {} : { className })}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      onClick={(event) => {
        event.stopPropagation();
        void copy(label, text());
      }}
    />
  );
}

import { useEffect, useState } from 'react';
import { copyText } from './copyText.ts';

/** How long it is said that something was copied, in milliseconds. */
const saidFor = 1500;

/** Copies texts. `copied` is the name of the one that was copied a moment ago. */
export function useCopy<Name extends string>(): {
  copied: Name | undefined;
  copy: (name: Name, text: string) => Promise<void>;
} {
  const [copied, setCopied] = useState<Name>();
  useEffect(() => {
    if (copied === undefined) return;
    const timer = setTimeout(() => setCopied(undefined), saidFor);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (name: Name, text: string): Promise<void> => {
    await copyText(text);
    setCopied(name);
  };
  return { copied, copy };
}

import { useEffect, useState } from 'react';
import { secondsLeft, type LiveEntry } from './liveEntries.ts';

/** How long a key has left, counting down. */
export function TimeLeft({ entry }: { entry: LiveEntry }) {
  const [now, setNow] = useState(() => Date.now());
  const expires = entry.ttl !== null;
  useEffect(() => {
    if (!expires) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [expires]);
  const left = secondsLeft(entry, Math.max(now, entry.heardAt));
  return left === null ? 'never' : `${left} s`;
}

import type { BigIntStats } from 'node:fs';

/** What tells that a file is another than before without reading it. */
export interface FileStamp {
  /** Size, times to the nanosecond and number of the file, and of the manifest beside it where it has one. */
  readonly text: string;
  /** When it last changed, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/** The stamp of a file, and of the manifest beside it where it has one; undefined stands for what is not there. */
export function stampOfStatus(parts: readonly (BigIntStats | undefined)[]): FileStamp {
  return {
    text: parts.map((part) => (part ? `${part.size} ${part.mtimeNs} ${part.ctimeNs} ${part.ino}` : 'none')).join(' '),
    changedAt: Math.max(
      0,
      ...parts.map((part) => (part ? Number(part.ctimeMs > part.mtimeMs ? part.ctimeMs : part.mtimeMs) : 0)),
    ),
  };
}

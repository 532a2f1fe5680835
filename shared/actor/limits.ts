/** What one sandbox may use (S3). */
export interface Limits {
  /** Bytes. */
  memory: number;
  /** Cores; 0.5 is half a core's time. */
  cpu: number;
  /** Seconds for one message. */
  timeout: number;
}

/** Limits of an actor that nobody gave others (S3). */
export const defaultLimits: Limits = { memory: 512 * 1024 ** 2, cpu: 0.5, timeout: 30 };

/** Bytes of one message at most, in its JSON text; a workspace may say less (S3). */
export const largestMessage = 256 * 1024 ** 2;

/** Values of limits as people write them: `"1GB"`, `0.5`, `30`. */
export interface WrittenLimits {
  memory?: string | number | undefined;
  cpu?: number | undefined;
  timeout?: number | undefined;
  /** Of one message; workspaces alone say it. */
  message?: string | number | undefined;
}

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * Reads a size such as `512MB`, `1 GiB`, `64k` or a number of bytes. Units are powers of 1024.
 * @returns bytes, or undefined when the text is no size
 */
export function parseSize(size: string | number): number | undefined {
  if (typeof size === 'number') return Number.isFinite(size) && size >= 0 ? size : undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(size);
  return match ? Math.round(Number(match[1]) * units[match[2]!.toLowerCase()]!) : undefined;
}

/** `512 MB`, for sentences. */
export function formatSize(bytes: number): string {
  for (const [unit, size] of [
    ['GB', 1024 ** 3],
    ['MB', 1024 ** 2],
    ['KB', 1024],
  ] as const)
    if (bytes >= size) return `${Number((bytes / size).toFixed(1))} ${unit}`;
  return `${bytes} B`;
}

/**
 * The limits in force: each value from the first source that has one (actor, node, workspace: S3), and never above a ceiling: the
 * workspace's, and what a node's limits leave (G8).
 * Sizes that cannot be read count as not given.
 */
export function resolveLimits(
  sources: readonly (WrittenLimits | undefined)[],
  ...ceilings: (WrittenLimits | undefined)[]
): Limits {
  const first = (name: keyof Limits): number | undefined => {
    for (const source of sources) {
      const value = readLimit(source?.[name]);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const limit = (name: keyof Limits) => {
    const tops = ceilings.flatMap((ceiling) => readLimit(ceiling?.[name]) ?? []);
    return Math.min(first(name) ?? defaultLimits[name], ...tops);
  };
  return { memory: limit('memory'), cpu: limit('cpu'), timeout: limit('timeout') };
}

/** Bytes of one message at most: what the workspace says of a runtime, never above its ceiling. */
export function resolveMessageSize(...written: WrittenLimits[]): number {
  return Math.min(largestMessage, ...written.flatMap(({ message }) => readLimit(message) ?? []));
}

function readLimit(written: string | number | undefined): number | undefined {
  const value = written === undefined ? undefined : parseSize(written);
  return value !== undefined && value > 0 ? value : undefined;
}

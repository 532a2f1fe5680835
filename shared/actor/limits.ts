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

/** Who says what a sandbox may use (S3). */
export interface LimitSources {
  actor?: WrittenLimits | undefined;
  /** Also narrows what the actor declares (G8). */
  node?: WrittenLimits | undefined;
  /** Of the workspace, for the runtime. */
  workspace?: WrittenLimits | undefined;
  /** What the workspace lets nothing exceed. */
  ceiling?: WrittenLimits | undefined;
}

/** More than any machine has, and less than what kernels and timers take as no number, or as none. */
const mostLimits: Limits = { memory: 1024 ** 5, cpu: 65_536, timeout: 2_000_000 };

/**
 * The limits in force: each value from the first source that has one (actor, node, workspace: S3), and never above what the workspace's
 * ceiling and the node's limits leave. Values that cannot be read count as not given.
 */
export function resolveLimits(sources: LimitSources): Limits {
  const limit = (name: keyof Limits) => valueOf(sources, name).value;
  return { memory: limit('memory'), cpu: limit('cpu'), timeout: limit('timeout') };
}

/** Whose word a limit in force is, and so where it is raised; undefined for the default of all. */
export function limitSource(sources: LimitSources, name: keyof Limits): keyof LimitSources | undefined {
  return valueOf(sources, name).source;
}

function valueOf(sources: LimitSources, name: keyof Limits): { value: number; source: keyof LimitSources | undefined } {
  const read = (source: keyof LimitSources) => readLimit(sources[source], name);
  const source = (['actor', 'node', 'workspace'] as const).find((one) => read(one) !== undefined);
  let found: ReturnType<typeof valueOf> = { value: (source && read(source)) ?? defaultLimits[name], source };
  for (const top of ['node', 'ceiling'] as const) {
    const value = read(top);
    if (value !== undefined && value < found.value) found = { value, source: top };
  }
  return { ...found, value: Math.min(found.value, mostLimits[name]) };
}

/** Bytes of one message at most: what the workspace says of a runtime, never above its ceiling. */
export function resolveMessageSize(...written: WrittenLimits[]): number {
  return Math.min(largestMessage, ...written.flatMap((limits) => readLimit(limits, 'message') ?? []));
}

/** Sizes are read with their units; what else is text is not. */
function readLimit(limits: WrittenLimits | undefined, name: keyof WrittenLimits): number | undefined {
  const written = limits?.[name];
  if (written === undefined || (typeof written === 'string' && (name === 'cpu' || name === 'timeout')))
    return undefined;
  const value = parseSize(written);
  return value !== undefined && value > 0 ? value : undefined;
}

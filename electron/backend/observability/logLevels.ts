/** The parts of the program that log by themselves (O3). */
const logParts: ReadonlySet<string> = new Set(['rpc', 'sandbox', 'actors']);

const levelNames = ['trace', 'debug', 'info', 'warn', 'error', 'off'] as const;

type LevelName = (typeof levelNames)[number];

/** From which level on records are written: of the parts that are named, and of everything else. */
export interface LogLevels {
  readonly level: LevelName;
  readonly parts: ReadonlyMap<string, LevelName>;
}

/** The levels where nothing is said of them. */
export const usualLogLevels: LogLevels = { level: 'info', parts: new Map() };

/** How levels are written, for sentences. */
export const logLevelsForm =
  'a level (trace, debug, info, warn, error, off), or several such as "info,rpc=debug,sandbox=off"';

/** Reads levels as Rust's `RUST_LOG` writes them: `warn`, or `info,rpc=debug`. Undefined for anything else. */
export function readLogLevels(text: string): LogLevels | undefined {
  let { level } = usualLogLevels;
  const parts = new Map<string, LevelName>();
  for (const item of text.split(',')) {
    const [, part, written] = /^(?:([^=]+)=)?(\w+)$/.exec(item.trim()) ?? [];
    const known = levelNames.find((name) => name === written?.toLowerCase());
    if (!known) return undefined;
    if (part === undefined) level = known;
    else parts.set(part, known);
  }
  return { level, parts };
}

/** Whether all parts that levels name are parts of this program. */
export function hasKnownParts({ parts }: LogLevels): boolean {
  return [...parts.keys()].every((part) => logParts.has(part));
}

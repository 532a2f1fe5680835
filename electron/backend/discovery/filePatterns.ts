import picomatch from 'picomatch';

/** Which files may be actors (D1), as `reflow.yaml` says it. */
export interface FilePatterns {
  readonly patterns: readonly string[];
  /** Globs; a bare name such as `dist` means every folder of that name. */
  readonly exclusions: readonly string[];
}

const extensions = '{py,js,mjs,cjs,ts,mts}';

/** The defaults of D1. */
export const defaultPatterns: FilePatterns = {
  patterns: [`**/*.actor.${extensions}`, `**/actors/*.${extensions}`],
  exclusions: ['node_modules', '__pycache__', '.venv', 'venv', '.git', 'dist', 'target'],
};

/** What discovery can read, whatever the patterns say; declarations of TypeScript hold no code. */
const readable = /(?<!\.d)\.(py|[cm]?js|[cm]?ts|actor\.wasm)$/i;

/** The exclusions as globs; the program's own folder is always among them. */
export function excludedGlobs(exclusions: readonly string[]): string[] {
  return ['**/.reflow/**', ...exclusions.flatMap((one) => (/[*?[{/]/.test(one) ? [one] : [`**/${one}/**`]))];
}

/** Whether a path, relative to the workspace and with forward slashes, may be an actor file. */
export function pathMatcher({ patterns, exclusions }: FilePatterns): (path: string) => boolean {
  // WASM modules need no pattern of their own: their names say what they are (C4).
  const isMatch = picomatch(patterns.length === 0 ? [] : [...patterns, '**/*.actor.wasm']);
  const isExcluded = picomatch(excludedGlobs(exclusions), { dot: true });
  return (path) => readable.test(path) && isMatch(path) && !isExcluded(path);
}

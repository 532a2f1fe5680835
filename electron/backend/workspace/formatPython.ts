import { AppError } from '#shared/rpc/errors.ts';

/** Longer texts are not what a person formats by a key. In characters. */
const longest = 1_000_000;

/**
 * A Python file's text as Ruff formats it (E5): 4 spaces, lines of 88 characters. It is parsed, never run.
 * @throws AppError `invalidParams` when it does not parse or is too long
 */
export async function formatPython(text: string): Promise<string> {
  if (text.length > longest)
    throw new AppError('invalidParams', 'The file is too long to be formatted (over a million characters).');
  // Ten megabytes of WebAssembly: only for those who format.
  const { PositionEncoding, Workspace } = await import('@astral-sh/ruff-wasm-nodejs');
  const workspace = new Workspace({ 'target-version': 'py311' }, PositionEncoding.Utf16);
  try {
    return workspace.format(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalidParams', `The file cannot be formatted while it does not parse: ${reason}`, undefined, {
      cause,
    });
  } finally {
    workspace.free();
  }
}

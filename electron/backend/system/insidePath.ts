import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';

/**
 * The absolute path of a workspace file (X3): links are followed and what leads out is refused; the file itself need not exist yet.
 * @throws AppError `forbidden`
 */
export async function insidePath(root: string, relative: string): Promise<string> {
  const refuse = (): never => {
    throw new AppError('forbidden', `${relative} is outside the workspace ${root}. Use a path inside it.`);
  };
  if (relative.includes('\0')) refuse();
  const realRoot = await realpath(root);
  const wanted = path.resolve(realRoot, relative);
  if (!isInside(realRoot, wanted)) refuse();
  let existing = wanted;
  const missing: string[] = [];
  for (;;) {
    const real = await realpath(existing).catch(() => undefined);
    if (real !== undefined) {
      const resolved = path.join(real, ...missing);
      return isInside(realRoot, resolved) ? resolved : refuse();
    }
    missing.unshift(path.basename(existing));
    existing = path.dirname(existing);
  }
}

function isInside(root: string, file: string): boolean {
  const relative = path.relative(root, file);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

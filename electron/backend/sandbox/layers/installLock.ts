import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isGone, programOwner } from '../../system/programOwner.ts';

/** How often somebody who waits looks again, in milliseconds. */
const lookAgain = 100;

/**
 * Waits until no other program that lives holds the lock file, and takes it; disposing gives it back. A lock of a program that was
 * killed counts for nothing.
 * @param onWait told once, when another program has it
 */
export async function takeLock(file: string, onWait: () => void, signal: AbortSignal): Promise<AsyncDisposable> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, programOwner());
  try {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      // A link appears with its content or not at all.
      const taken = await link(own, file).then(
        () => true,
        (failure: NodeJS.ErrnoException) => {
          if (failure.code === 'EEXIST') return false;
          throw failure;
        },
      );
      if (taken) return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
      const owner = await readFile(file, 'utf8').catch(() => undefined);
      if (owner === undefined) continue;
      if (isGone(owner)) await rm(file, { force: true });
      else {
        if (attempt === 0) onWait();
        await delay(lookAgain, undefined, { signal });
      }
    }
  } finally {
    await rm(own, { force: true });
  }
}

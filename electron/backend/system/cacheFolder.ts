import { homedir } from 'node:os';
import { join } from 'node:path';

/** The user's folder for things of one kind that can be made again. */
export const cacheFolder = (kind: string): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reflow-studio', kind);

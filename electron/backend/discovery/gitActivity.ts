import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Milliseconds after which git's work is long ago. */
const aWhile = 500;

/** Whether git writes the files of a folder just now, or did so a moment ago: a checkout, a merge, a stash. */
export class GitActivity {
  private constructor(private readonly folder: string | undefined) {}

  /** @param folder any inside the repository, or outside of all */
  static async at(folder: string): Promise<GitActivity> {
    return new GitActivity(await gitFolderOf(folder));
  }

  /** The lock is held while files are written; the index is written after them. */
  async isRecent(): Promise<boolean> {
    if (this.folder === undefined) return false;
    const [lock, index] = await Promise.all(
      ['index.lock', 'index'].map((name) => stat(path.join(this.folder!, name)).catch(() => undefined)),
    );
    return lock !== undefined || (index !== undefined && Date.now() - index.mtimeMs < aWhile);
  }
}

async function gitFolderOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const git = path.join(at, '.git');
    const status = await stat(git).catch(() => undefined);
    if (status?.isDirectory()) return git;
    if (status?.isFile()) {
      const [, target] = /^gitdir: (.*)$/m.exec(await readFile(git, 'utf8').catch(() => '')) ?? [];
      return target && path.resolve(at, target);
    }
    if (path.dirname(at) === at) return undefined;
  }
}

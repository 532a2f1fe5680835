import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { AppError } from '#shared/rpc/errors.ts';
import { atomicWrite } from '../system/atomicWrite.ts';
import { insidePath } from '../system/insidePath.ts';
import { fileTrouble } from '../system/fileTrouble.ts';

/** Longest text that the editor opens, in bytes. */
const longestText = 8 * 1024 ** 2;

/** The workspace's text files, for the code editor (X3: nothing outside the workspace is read or written). */
export class WorkspaceFiles {
  constructor(
    private readonly root: string,
    private readonly excluded: readonly string[],
  ) {}

  async list(): Promise<{ path: string; size: number }[]> {
    const paths = await glob('**/*.{py,js,mjs,cjs,ts,mts,json,yaml,yml,md,txt,csv,toml}', {
      cwd: this.root,
      ignore: [...this.excluded, '**/.reflow/**'],
      followSymbolicLinks: false,
    });
    const sized = await Promise.all(
      paths.map(async (file) => ({ path: file, size: (await stat(path.join(this.root, file))).size })),
    );
    return sized.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** @throws AppError `notFound`, `forbidden`, or `invalidParams` for what is no text */
  async read(relative: string): Promise<{ text: string; hash: string }> {
    const file = await insidePath(this.root, relative);
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new AppError('notFound', `${relative} cannot be read: ${fileTrouble(error)}.`, undefined, { cause: error });
    });
    if (bytes.length > longestText)
      throw new AppError('invalidParams', `${relative} is too long to edit here (over 8 MB).`);
    if (bytes.includes(0)) throw new AppError('invalidParams', `${relative} is not a text file.`);
    return { text: bytes.toString('utf8'), hash: hash(bytes) };
  }

  /** Writes unless the file on disk is not the one the edit began from (G4). */
  async write(
    relative: string,
    text: string,
    baseHash: string | null,
  ): Promise<{ saved: true; hash: string } | { saved: false; text: string; hash: string }> {
    const file = await insidePath(this.root, relative);
    const onDisk = await readFile(file).catch(() => undefined);
    const bytes = Buffer.from(text, 'utf8');
    if (onDisk && hash(onDisk) !== baseHash && !onDisk.equals(bytes))
      return { saved: false, text: onDisk.toString('utf8'), hash: hash(onDisk) };
    if (!onDisk?.equals(bytes)) await atomicWrite(file, text);
    return { saved: true, hash: hash(bytes) };
  }
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import { folderStampOf, type FolderStamp } from './stamps.ts';
import type { FileRequest } from '../readers/fileReader.ts';
import type { FilePatterns } from './filePatterns.ts';
import { scanFiles } from './scanner.ts';

/** The folders and actor files of a workspace as far as they are known. */
export class WorkspaceTree {
  /** Where the files really are → their paths in the workspace, and back. */
  private readonly paths = new Map<string, string>();
  private readonly places = new Map<string, string>();
  private folders: ReadonlyMap<string, FolderStamp> = new Map();

  constructor(
    private readonly root: string,
    private readonly patterns: FilePatterns,
  ) {}

  /** Looks at everything anew. `hasNewFolders` when a folder is there that was not, or is another than the one of its name. */
  async scan(): Promise<{ files: FileRequest[]; hasNewFolders: boolean }> {
    const known = this.folders;
    const { files, folders } = await scanFiles(this.root, this.patterns);
    this.folders = folders;
    this.paths.clear();
    this.places.clear();
    for (const file of files) this.add(file);
    const hasNewFolders = [...folders].some(([folder, { number }]) => known.get(folder)?.number !== number);
    return { files, hasNewFolders };
  }

  files(): FileRequest[] {
    return Array.from(this.places, ([path, absolute]) => ({ absolute, path }));
  }

  /** The path in the workspace of a file that is known. */
  pathOf(absolute: string): string | undefined {
    return this.paths.get(absolute);
  }

  add({ absolute, path }: FileRequest): void {
    this.paths.set(absolute, path);
    this.places.set(path, absolute);
  }

  forget(path: string): void {
    const place = this.places.get(path);
    this.places.delete(path);
    if (place !== undefined) this.paths.delete(place);
  }

  /** When the youngest of the folders changed that are not as the last scan found them, in milliseconds since the epoch. */
  async youngestFolderChange(): Promise<number | undefined> {
    const changes = await Promise.all(
      Array.from(this.folders, async ([folder, known]) => {
        const stamp = await folderStampOf(folder);
        if (stamp?.number === known.number && stamp.changedAt === known.changedAt) return undefined;
        return stamp ? Number(stamp.changedAt / 1_000_000n) : 0;
      }),
    );
    const times = changes.filter((time) => time !== undefined);
    return times.length > 0 ? Math.max(...times) : undefined;
  }
}

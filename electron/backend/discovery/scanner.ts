import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import picomatch from 'picomatch';
import type { FileRequest } from '../readers/fileReader.ts';
import { folderStampOf, type FolderStamp } from './stamps.ts';
import { excludedGlobs, pathMatcher, type FilePatterns } from './filePatterns.ts';

/** Links to folders that one scan follows at most: links among many folders can make endlessly many paths. */
const mostFolderLinks = 1000;

/** What a scan finds. */
export interface ScannedTree {
  /** Files that may be actors, sorted by path. */
  readonly files: FileRequest[];
  /** Every folder that was looked into, where it really is, and what it was before: another stamp may mean other entries. */
  readonly folders: ReadonlyMap<string, FolderStamp>;
}

/**
 * Finds the files that may be actors (D1). Links are followed as long as they stay inside the workspace; what is
 * outside is not even looked at. A file that several paths lead to is found once, by its own path where that matches.
 */
export async function scanFiles(root: string, patterns: FilePatterns): Promise<ScannedTree> {
  return new Scan(await realpath(root), patterns).run();
}

/** A folder to look into: where it really is, its path in the workspace, and the folders whose links led here. */
interface Folder {
  readonly real: string;
  readonly shown: string;
  readonly followed: readonly string[];
}

interface Link {
  readonly folder: Folder;
  readonly name: string;
}

class Scan {
  /** Real path → path in the workspace. */
  private readonly found = new Map<string, string>();
  private readonly matches: (file: string) => boolean;
  private readonly isExcluded: (folder: string) => boolean;
  /** Hidden folders count only when a pattern speaks of them. */
  private readonly seesHidden: boolean;
  private readonly folders = new Map<string, FolderStamp>();
  private links: Link[] = [];
  private followed = 0;

  constructor(
    private readonly root: string,
    patterns: FilePatterns,
  ) {
    this.matches = pathMatcher(patterns);
    this.isExcluded = picomatch(excludedGlobs(patterns.exclusions), { dot: true });
    this.seesHidden = patterns.patterns.some((pattern) => /(^|\/)\.[^/]/.test(pattern));
  }

  async run(): Promise<ScannedTree> {
    await this.walk({ real: this.root, shown: '', followed: [] });
    // Links come after everything that is really there, so that a file's own path wins; shorter paths first.
    while (this.links.length > 0) {
      const links = this.links;
      this.links = [];
      const shown = ({ folder, name }: Link) => join(folder.shown, name);
      links.sort((one, other) => compare(shown(one), shown(other)));
      for (const link of links) await this.follow(link);
    }
    const files = [...this.found].map(([absolute, shown]) => ({ absolute, path: shown }));
    return { files: files.toSorted((one, other) => compare(one.path, other.path)), folders: this.folders };
  }

  private async walk(folder: Folder): Promise<void> {
    const stamp = await folderStampOf(folder.real);
    if (stamp) this.folders.set(folder.real, stamp);
    // A folder that may not be read, or is gone by now, holds nothing for us.
    const entries = await readdir(folder.real, { withFileTypes: true }).catch(() => []);
    const inner: Promise<void>[] = [];
    for (const entry of entries) {
      const { name } = entry;
      const shown = join(folder.shown, name);
      if (entry.isSymbolicLink()) this.links.push({ folder, name });
      else if (entry.isFile()) this.add(path.join(folder.real, name), shown);
      else if (entry.isDirectory() && this.isWanted(name, shown))
        inner.push(this.walk({ real: path.join(folder.real, name), shown, followed: folder.followed }));
    }
    await Promise.all(inner);
  }

  private async follow({ folder, name }: Link): Promise<void> {
    const shown = join(folder.shown, name);
    const target = await realpath(path.join(folder.real, name)).catch(() => undefined);
    if (target === undefined || (target !== this.root && relativePath(this.root, target) === undefined)) return;
    const status = await stat(target).catch(() => undefined);
    if (status?.isFile()) this.add(target, shown);
    const isLoop = folder.followed.includes(target) || isWithin(target, folder.real);
    if (!status?.isDirectory() || isLoop || !this.isWanted(name, shown) || this.followed === mostFolderLinks) return;
    this.followed++;
    await this.walk({ real: target, shown, followed: [...folder.followed, target] });
  }

  private add(real: string, shown: string): void {
    if (!this.found.has(real) && this.matches(shown)) this.found.set(real, shown);
  }

  private isWanted(name: string, shown: string): boolean {
    return (this.seesHidden || !name.startsWith('.')) && !this.isExcluded(shown);
  }
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function isWithin(folder: string, inner: string): boolean {
  return inner === folder || inner.startsWith(`${folder}${path.sep}`);
}

/** A path relative to the workspace, with forward slashes; undefined when it leads out. */
export function relativePath(root: string, absolute: string): string | undefined {
  const relative = path.relative(root, absolute);
  if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return relative.split(path.sep).join('/');
}

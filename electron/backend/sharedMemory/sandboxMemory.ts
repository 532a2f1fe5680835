import { chmodSync, linkSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '#shared/actor/limits.ts';
import type { SharedValue } from '../channel/sharedValue.ts';
import { regionOverhead } from './region.ts';
import { removeFolder } from './removeFolder.ts';
import { SharedRegion } from './sharedRegion.ts';

/** What the runner in a sandbox is told about shared memory. */
export interface SharingTerms {
  /** Folders as the sandbox sees them: where it writes, and where it finds what is meant for it. */
  out: string;
  in: string;
  /** Values of more bytes than this are shared. */
  threshold: number;
  /** Largest value, in bytes. */
  largest: number;
  /** How many regions, and bytes in them, it may have in use at a time. */
  regions: number;
  bytes: number;
  /** Seconds that a message may take. */
  timeout: number;
}

/** A region that a sandbox may read until it is taken back. */
export interface LentRegion {
  /** Its name in the sandbox's folder. */
  readonly name: string;
  /** Bytes of its value. */
  readonly size: number;
  /** Takes it out of the folder; the sandbox has read it, or is gone. */
  takeBack(): void;
}

/** What the memory of all sandboxes does for that of one. */
export interface MemoryHost {
  readonly threshold: number;
  readonly largest: number;
  readonly mostRegions: number;
  /** There are more than `mostRegions`: whoever gets one more takes its bytes over and frees it. */
  readonly isFull: boolean;
  /** Makes a region of a file that a sandbox announced. @throws Error when it is none */
  keep(file: string, note: { port: string; size: number; isBytes: boolean }): SharedRegion;
  closed(memory: SandboxMemory): void;
}

/** A share of a sandbox's own memory that its regions may take, since the kernel counts them as that. */
const shareOfMemory = 0.5;

/**
 * What one sandbox sees of shared memory: a folder of its own in which it writes, and one that it can only read, with links to what is
 * lent to it (M6). No other sandbox sees either.
 */
export class SandboxMemory implements AsyncDisposable {
  readonly outside: { out: string; in: string };
  private nextName = 1;
  private isClosed = false;

  constructor(
    private readonly host: MemoryHost,
    private readonly folder: string,
    private readonly inside: { out: string; in: string },
    isOpen: boolean,
  ) {
    this.outside = { out: join(folder, 'out'), in: join(folder, 'in') };
    mkdirSync(folder, { mode: 0o700 });
    mkdirSync(this.outside.out, { mode: 0o700 });
    mkdirSync(this.outside.in, { mode: 0o700 });
    if (!isOpen) return;
    chmodSync(this.outside.out, 0o777);
    chmodSync(this.outside.in, 0o755);
  }

  /** For a sandbox with these limits. */
  terms({ memory, timeout }: Limits): SharingTerms {
    const { threshold, largest, mostRegions } = this.host;
    return {
      ...this.inside,
      threshold,
      largest,
      regions: mostRegions,
      bytes: Math.floor(memory * shareOfMemory),
      timeout,
    };
  }

  /** There is no room for the region that was accepted last. */
  get isFull(): boolean {
    return this.host.isFull;
  }

  /**
   * Takes over a region that the sandbox has written.
   * @param descriptor payload of the record: JSON `[name, size, 1 for bytes or 0]`
   * @throws Error when there is no such region: an honest runner announces none
   */
  accept(descriptor: string, port: string): SharedRegion {
    const announced: unknown = JSON.parse(descriptor);
    if (!Array.isArray(announced)) throw new Error('a region was announced wrongly');
    const [name, size, isBytes] = announced as unknown[];
    if (typeof name !== 'string' || !/^\d{1,10}$/.test(name) || !Number.isSafeInteger(size) || (size as number) < 0)
      throw new Error('a region was announced wrongly');
    return this.host.keep(join(this.outside.out, name), { port, size: size as number, isBytes: isBytes === 1 });
  }

  /** Lets the sandbox read a region; undefined when that is no longer possible. */
  lend(region: SharedValue): LentRegion | undefined {
    if (this.isClosed || !(region instanceof SharedRegion)) return undefined;
    const name = String(this.nextName++);
    const file = join(this.outside.in, name);
    try {
      linkSync(region.file, file);
    } catch {
      return undefined;
    }
    region.retain();
    let isLent = true;
    return {
      name,
      size: region.size,
      takeBack: () => {
        if (!isLent) return;
        isLent = false;
        removeFile(file);
        region.release();
      },
    };
  }

  /** Once the sandbox is gone. What others still read stays theirs. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.host.closed(this);
    await removeFolder(this.folder);
  }
}

/** A link to `to` of a plain file at `from`, whatever a sandbox does to `from` meanwhile. @throws Error when it is no such file */
export function takeFile(from: string, to: string, size: number): void {
  linkSync(from, to);
  const found = lstatSync(to);
  if (found.isFile() && found.size === size + regionOverhead) return;
  removeFile(to);
  throw new Error('what was announced as a region is none');
}

/** Removes a file; one that is gone already, or was replaced by a folder, is no matter. */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!['ENOENT', 'EISDIR', 'EPERM', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

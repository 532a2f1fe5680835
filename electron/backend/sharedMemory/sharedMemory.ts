import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isGone, programOwner } from '../system/programOwner.ts';
import { mountHugePages, unmountHugePages } from './hugePages.ts';
import { removeFolder } from './removeFolder.ts';
import { removeFile, SandboxMemory, takeFile, type MemoryHost } from './sandboxMemory.ts';
import { SharedRegion, type RegionKeeper } from './sharedRegion.ts';

/** Where shared memory is and what bounds it (M6). */
export interface SharedMemoryOptions {
  /** Folder of a file system that lives in memory; `/dev/shm` unless said otherwise. */
  root?: string;
  /** Values of more bytes than this are shared. */
  threshold: number;
  /** Largest value, in bytes. */
  largest: number;
  /** How many regions there may be at a time. */
  mostRegions: number;
}

/** What lies in shared memory, for the metrics. */
export interface SharedMemoryFigures {
  /** Regions in use, and the bytes of their values. */
  readonly regions: number;
  readonly bytes: number;
  /** Bytes of values that the host has ever copied, for those who are no sandbox. */
  readonly copied: number;
}

/** How the names of the folders of all programs begin. */
const label = 'reflow-studio.';

/**
 * The shared memory of one back end (M6). A producer writes a region as a file in its own folder; the host makes a link of it where only
 * the host sees it, and one in the folder of each sandbox that is to read it. No byte of it goes through the host.
 */
export class SharedMemory implements MemoryHost, RegionKeeper, AsyncDisposable {
  readonly threshold: number;
  readonly largest: number;
  readonly mostRegions: number;
  private readonly kept: string;
  private readonly sandboxes = new Set<SandboxMemory>();
  private readonly regions = new Set<SharedRegion>();
  private bytes = 0;
  private copiedBytes = 0;
  private nextFile = 1;
  private readonly forgotten = new FinalizationRegistry<SharedRegion>((region) => region.release());

  private constructor(
    private readonly folder: string,
    { threshold, largest, mostRegions }: SharedMemoryOptions,
  ) {
    this.threshold = threshold;
    this.largest = largest;
    this.mostRegions = mostRegions;
    this.kept = join(folder, 'kept');
    mkdirSync(this.kept, { mode: 0o700 });
  }

  /**
   * Opens shared memory, and removes what programs that are no more left behind (S5).
   * @returns undefined where there is no file system in memory: values then travel in frames
   */
  static async open(options: SharedMemoryOptions): Promise<SharedMemory | undefined> {
    const { root = '/dev/shm' } = options;
    if (process.platform !== 'linux') return undefined;
    try {
      await removeLeftovers(root);
      const folder = mkdtempSync(join(root, `${label}${programOwner()}.`));
      await mountHugePages(folder);
      return new SharedMemory(folder, options);
    } catch {
      return undefined;
    }
  }

  get figures(): SharedMemoryFigures {
    return { regions: this.regions.size, bytes: this.bytes, copied: this.copiedBytes };
  }

  get isFull(): boolean {
    return this.regions.size > this.mostRegions;
  }

  /**
   * @param inside where the sandbox will see its folders
   * @param options `isOpen`: it runs as another user, who may use what it sees of them; nobody else comes near
   */
  openSandbox(id: string, inside: { out: string; in: string }, { isOpen = false } = {}): SandboxMemory {
    const memory = new SandboxMemory(this, join(this.folder, id), inside, isOpen);
    this.sandboxes.add(memory);
    return memory;
  }

  /** @internal From a sandbox's memory. */
  keep(source: string, { port, size, isBytes }: { port: string; size: number; isBytes: boolean }): SharedRegion {
    if (size > this.largest) throw new Error('a region is larger than allowed');
    const file = join(this.kept, String(this.nextFile++));
    takeFile(source, file, size);
    const region = new SharedRegion(this, file, source, port, size, isBytes);
    this.regions.add(region);
    this.bytes += size;
    return region;
  }

  /** @internal From a sandbox's memory. */
  closed(memory: SandboxMemory): void {
    this.sandboxes.delete(memory);
  }

  /** @internal From a region. That its file is gone tells the sandbox that wrote it that there is room again. */
  free(region: SharedRegion): void {
    if (!this.regions.delete(region)) return;
    this.bytes -= region.size;
    removeFile(region.file);
    removeFile(region.source);
  }

  /** @internal From a region. */
  follow(holder: object, region: SharedRegion): void {
    this.forgotten.register(holder, region, region);
  }

  /** @internal From a region. */
  copied(bytes: number): void {
    this.copiedBytes += bytes;
  }

  /** @internal From a region. */
  unfollow(region: SharedRegion): void {
    this.forgotten.unregister(region);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const memory of this.sandboxes) await memory[Symbol.asyncDispose]();
    this.regions.clear();
    this.bytes = 0;
    await unmountHugePages(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(root: string): Promise<void> {
  for (const name of readdirSync(root)) {
    if (!name.startsWith(label) || !isGone(name.slice(label.length))) continue;
    await unmountHugePages(join(root, name));
    await removeFolder(join(root, name));
  }
}

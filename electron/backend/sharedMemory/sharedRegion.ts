import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { AppError } from '#shared/rpc/errors.ts';
import type { SharedValue } from '../channel/sharedValue.ts';
import { payloadOf, regionOverhead } from './region.ts';

/** What is to be done when nobody needs a region any more, and who watches over holders that forget to say so. */
export interface RegionKeeper {
  free(region: SharedRegion): void;
  follow(holder: object, region: SharedRegion): void;
  unfollow(region: SharedRegion): void;
  /** The host has copied so many bytes. */
  copied(bytes: number): void;
}

/** A region that a sandbox has handed over, counted by those who still need it: the packet that holds it, and each sandbox that reads it. */
export class SharedRegion implements SharedValue {
  private readers = 1;

  constructor(
    private readonly keeper: RegionKeeper,
    /** Where the host keeps it; no sandbox sees that folder. */
    readonly file: string,
    /** The file's name in the folder of the sandbox that wrote it. */
    readonly source: string,
    readonly port: string,
    readonly size: number,
    readonly isBytes: boolean,
  ) {}

  read(): Buffer {
    try {
      this.keeper.copied(this.size);
      const { payload, isBytes } = payloadOf(readFile(this.file, this.size + regionOverhead));
      if (isBytes !== this.isBytes) throw new Error('the region holds another kind of value');
      return payload;
    } catch (cause) {
      const reason = `outport "${this.port}": a value in shared memory cannot be read: ${(cause as Error).message}`;
      throw new AppError('actorFailed', reason, undefined, { cause });
    }
  }

  follow(holder: object): void {
    this.keeper.follow(holder, this);
  }

  leave(): void {
    this.keeper.unfollow(this);
    this.release();
  }

  /** One more reader. */
  retain(): void {
    this.readers++;
  }

  /** One reader less. */
  release(): void {
    if (--this.readers === 0) this.keeper.free(this);
  }
}

/** Who wrote the file may change its size meanwhile: no more is read than was announced, and it is an error if it is less. */
function readFile(file: string, size: number): Buffer {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    if (fstatSync(descriptor).size !== size) throw new Error('the region has another size');
    const bytes = Buffer.allocUnsafeSlow(size);
    for (let at = 0; at < size;) {
      const count = readSync(descriptor, bytes, at, size - at, at);
      if (count === 0) throw new Error('the region was cut short');
      at += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

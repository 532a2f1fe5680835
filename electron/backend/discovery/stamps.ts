import { statSync, type BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileRequest } from '../readers/fileReader.ts';
import { stampOfStatus, type FileStamp } from '../readers/fileStamp.ts';
import { isWasmModule, manifestOf } from '../readers/wasm/wasmManifest.ts';

/** Files that are looked at together. */
const atOnce = 32;
/** A disk is slow when files take longer than this each, in milliseconds, beside a little for what else the machine does. */
const slowFile = 0.5;
const pardon = 50;

/** The stamp of a file as it is now. */
export async function stampOf({ absolute }: FileRequest): Promise<FileStamp> {
  return stampOfStatus(
    await Promise.all(filesOf(absolute).map((file) => stat(file, { bigint: true }).catch(() => undefined))),
  );
}

/**
 * The stamps of many files, in their order.
 * @param isNear on a disk of this machine: there it takes a sixth of the time to wait for a file than to be told of it later. Others
 * come in between all the same, and when the disk turns out to be slow, nobody waits for it.
 */
export async function stampsOf(files: readonly FileRequest[], isNear: boolean): Promise<FileStamp[]> {
  const stamps: FileStamp[] = [];
  let waited = 0;
  for (let at = 0; at < files.length; at += atOnce) {
    const some = files.slice(at, at + atOnce);
    if (isNear && waited <= pardon + slowFile * at) {
      const began = performance.now();
      stamps.push(...some.map(stampAtOnce));
      waited += performance.now() - began;
      await nextTurn();
    } else stamps.push(...(await Promise.all(some.map(stampOf))));
  }
  return stamps;
}

function stampAtOnce({ absolute }: FileRequest): FileStamp {
  return stampOfStatus(filesOf(absolute).map(statusAtOnce));
}

function statusAtOnce(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file, and the manifest beside it where it has one. */
function filesOf(absolute: string): string[] {
  return isWasmModule(absolute) ? [absolute, manifestOf(absolute)] : [absolute];
}

/** What tells that a folder is another than before, or that its entries are. */
export interface FolderStamp {
  readonly number: bigint;
  /** Nanoseconds since the epoch. */
  readonly changedAt: bigint;
}

/** Undefined when the folder is gone. */
export async function folderStampOf(folder: string): Promise<FolderStamp | undefined> {
  const status = await stat(folder, { bigint: true }).catch(() => undefined);
  if (!status?.isDirectory()) return undefined;
  return { number: status.ino, changedAt: status.ctimeNs > status.mtimeNs ? status.ctimeNs : status.mtimeNs };
}

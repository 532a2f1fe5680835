import { stat } from 'node:fs/promises';
import type { FileRequest } from '../readers/fileReader.ts';
import { stampOfStatus, type FileStamp } from '../readers/fileStamp.ts';
import { isWasmModule, manifestOf } from '../readers/wasm/wasmManifest.ts';

/** Files that are looked at together. */
const atOnce = 256;

/** The stamp of a file as it is now. */
export async function stampOf({ absolute }: FileRequest): Promise<FileStamp> {
  const files = isWasmModule(absolute) ? [absolute, manifestOf(absolute)] : [absolute];
  return stampOfStatus(await Promise.all(files.map((file) => stat(file, { bigint: true }).catch(() => undefined))));
}

/** The stamps of many files, in their order. */
export async function stampsOf(files: readonly FileRequest[]): Promise<FileStamp[]> {
  const stamps: FileStamp[] = [];
  for (let at = 0; at < files.length; at += atOnce)
    stamps.push(...(await Promise.all(files.slice(at, at + atOnce).map(stampOf))));
  return stamps;
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

import { stat } from 'node:fs/promises';
import type { FileRequest } from '../readers/fileReader.ts';
import { isWasmModule, manifestOf } from '../readers/wasm/wasmManifest.ts';

/** What tells that a file is another than before without reading it. */
export interface FileStamp {
  /** Size, times to the nanosecond and number of the file, and of the manifest beside it where it has one. */
  readonly text: string;
  /** When it last changed, in milliseconds since the epoch. */
  readonly changedAt: number;
}

/** Files that are looked at together. */
const atOnce = 256;

export async function stampOf({ absolute }: FileRequest): Promise<FileStamp> {
  const files = isWasmModule(absolute) ? [absolute, manifestOf(absolute)] : [absolute];
  const parts = await Promise.all(files.map((file) => stat(file, { bigint: true }).catch(() => undefined)));
  return {
    text: parts.map((part) => (part ? `${part.size} ${part.mtimeNs} ${part.ctimeNs} ${part.ino}` : 'none')).join(' '),
    changedAt: Math.max(
      0,
      ...parts.map((part) => (part ? Number(part.ctimeMs > part.mtimeMs ? part.ctimeMs : part.mtimeMs) : 0)),
    ),
  };
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

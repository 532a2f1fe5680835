/** Whether a driver of sandboxes works on this machine (S1). */
export interface DriverStatus {
  name: string;
  works: boolean;
  /** Why not, and what would make it work; or how it was proved to work. */
  reason: string;
}

/** The packages that reflow.yaml names for a runtime (S7). */
export interface PackageStatus {
  runtime: 'python' | 'javascript';
  packages: string[];
  state: 'installing' | 'ready' | 'failed';
  /** What is being done, or why it failed and what to do. */
  detail: string;
}

/** A reading of many actor files: how far it is, or how many were left out when somebody stopped it (E9). */
export type IndexingStatus = { state: 'reading'; done: number; total: number } | { state: 'stopped'; left: number };

/** Images of containers that actors need and that are not there (E9). */
export interface ImageStatus {
  state: 'missing' | 'fetching' | 'failed';
  images: string[];
  /** What is being done, or why it failed. */
  detail: string;
  /** Bytes of the download, where they are known. */
  bytes?: { done: number; total: number } | undefined;
}

/** What the back end runs actors and keeps state with. */
export interface SystemStatus {
  drivers: DriverStatus[];
  /** The driver in use; null when nothing can run. */
  driver: string | null;
  /** `driver: process` with `allow_unsandboxed`: shown permanently (S1). */
  unsandboxed: boolean;
  sandboxes: { busy: number; idle: number; max: number };
  /** Of runtimes whose packages have been asked for. */
  packages?: PackageStatus[];
  /** Missing while actor files are known, or quickly read. */
  indexing?: IndexingStatus;
  /** Missing where no driver wants for an image. */
  images?: ImageStatus;
  state: { kind: 'embedded' | 'redis'; available: boolean; detail: string };
  memoryBytes: number;
}

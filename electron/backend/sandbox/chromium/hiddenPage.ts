import type { ScriptRuntime } from '#shared/actor/actor.ts';

/** What starts the runner in a hidden page. */
export interface PageStart {
  runtime: ScriptRuntime;
  environment: Readonly<Record<string, string>>;
}

/** Makes hidden pages for sandboxes: Electron's main process does and hands it in, since nothing here may import it. */
export interface HiddenPages {
  /** Why the system does not hold such pages in here, as a sentence; undefined when it does. */
  readonly problem: string | undefined;
  /** Whether a page's process can be stopped and let go on, which is what bounds its share of the processor. */
  readonly canHold: boolean;
  /** Chromium's version. */
  readonly version: string;
  /** A page of its own process and session, without network, with the runner starting in a worker. */
  open(start: PageStart, listener: PageListener): Promise<HiddenPage>;
}

/** One hidden page. */
export interface HiddenPage {
  /** Settles once its process is gone; `memory` when it ended itself for want of memory. */
  readonly gone: Promise<'memory' | 'ended'>;
  /** To the page: bytes for the worker, or how many of the worker's bytes have been taken. */
  post(message: Uint8Array | number): void;
  /** Bytes in use by its process, measured up to 100 ms ago; null before the first time. */
  memoryBytes(): number | null;
  /** Seconds of processor time that its process has taken, measured as the memory is; null where this cannot be known. */
  processorSeconds(): number | null;
  /** Stops its process, or lets it go on; does nothing where `canHold` is false. */
  hold(held: boolean): void;
  /** Ends its process at once, whatever it is doing. */
  kill(): void;
}

/** What a page and its worker say. Both can say anything. */
export interface PageListener {
  fromPage(message: unknown): void;
  fromWorker(message: unknown): void;
}

import type { FileReading, FileRequest } from './fileReader.ts';

/** What a parser process is started with, as its argument in JSON. */
export interface ParserSettings {
  /** Path of `tree-sitter-python.wasm`. */
  readonly grammar: string;
  /** Bytes. */
  readonly largestFile: number;
}

/** Host to parser. */
export interface ParseBatch {
  readonly files: readonly FileRequest[];
}

/** Parser to host: `ready` once, then an answer for each batch. */
export type ParserAnswer = { readonly kind: 'ready' } | { readonly kind: 'read'; readonly readings: FileReading[] };

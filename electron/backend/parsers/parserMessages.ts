import type { Migration } from '../migration/migration.ts';
import type { FileReading, FileRequest } from '../readers/fileReader.ts';

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

/** Host to parser. */
export interface MigrationRequest {
  readonly migrate: FileRequest;
}

/** Parser to host: `ready` once, then an answer for each batch and each migration. */
export type ParserAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly readings: FileReading[] }
  | { readonly kind: 'migrated'; readonly migration: Migration };

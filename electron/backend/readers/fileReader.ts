import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type BigIntStats } from 'node:fs';
import type { DiscoveredScriptActor, DiscoveryProblem } from '#shared/actor/actor.ts';
import { fileName, type TextReading } from './declaration.ts';
import { describeActor } from './describeActor.ts';
import { readJavaScript } from './javascript/javascriptReader.ts';
import { stampOfStatus, type FileStamp } from './fileStamp.ts';
import { isWasmModule, manifestOf, readManifest } from './wasm/wasmManifest.ts';
import type { PythonReader } from './python/pythonReader.ts';
import { fileTrouble } from '../system/fileTrouble.ts';

/** A file to be read: where it is, and its path relative to the workspace. */
export interface FileRequest {
  readonly absolute: string;
  readonly path: string;
}

/** What discovery finds out about one file. */
export interface FileReading {
  readonly path: string;
  /** SHA-256 of its bytes; null when they could not be read. */
  readonly hash: string | null;
  readonly lastModified: string;
  /** Of the file as it was when it was opened; missing where it could not be. */
  readonly stamp?: FileStamp;
  /** False when the file is broken: the actors it declares are unknown, not gone. */
  readonly parsed: boolean;
  readonly actors: DiscoveredScriptActor[];
  readonly problems: DiscoveryProblem[];
}

/** A reading of a file that could not be read, with the reason. */
export function failedReading(path: string, message: string, at = { line: 1, column: 1 }): FileReading {
  const problems = [{ file: path, ...at, message }];
  return { path, hash: null, lastModified: new Date(0).toISOString(), parsed: false, actors: [], problems };
}

const emptyHash = createHash('sha256').digest('hex');

/** Whether a file that had something in it has nothing now. */
export function isEmptied(reading: FileReading, known: FileReading | undefined): boolean {
  return reading.hash === emptyHash && known !== undefined && known.hash !== null && known.hash !== emptyHash;
}

/** Reads actor files one by one; to be used where it can be killed and nobody waits for anything else (D10). */
export class FileReader {
  constructor(
    private readonly python: PythonReader,
    /** Bytes. */
    private readonly largest: number,
  ) {}

  read({ absolute, path }: FileRequest): FileReading {
    let bytes: Buffer;
    let status: BigIntStats;
    try {
      // Opened without waiting, as a pipe would make it wait for a writer.
      const file = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      try {
        status = fstatSync(file, { bigint: true });
        if (!status.isFile()) return failedReading(path, 'This is no regular file.');
        const largest = isWasmModule(path) ? largestModule : this.largest;
        if (status.size > largest) {
          const size = `it has ${status.size.toLocaleString('en')} bytes; actor files may have ${largest.toLocaleString('en')}`;
          return failedReading(path, `This file is too large to be an actor: ${size}.`);
        }
        bytes = readFileSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is gone' : fileTrouble(error);
      return failedReading(path, `This file cannot be read: ${reason}.`);
    }
    const lastModified = status.mtime.toISOString();
    if (!isWasmModule(path)) return { ...this.readBytes(path, bytes, lastModified), stamp: stampOfStatus([status]) };
    const beside = statSync(manifestOf(absolute), { bigint: true, throwIfNoEntry: false });
    const manifest = beside && readManifestFile(manifestOf(absolute), beside);
    return { ...readModule(path, bytes, manifest, lastModified), stamp: stampOfStatus([status, beside]) };
  }

  /** Reads bytes as the content of a file. */
  readBytes(path: string, bytes: Buffer, lastModified: string): FileReading {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const reading = this.readText(path, bytes);
    const problems: DiscoveryProblem[] = reading.problems.map(({ at, message }) => ({ file: path, ...at, message }));
    const facts = {
      path,
      runtime: path.toLowerCase().endsWith('.py') ? ('python' as const) : ('javascript' as const),
      hash,
      lastModified,
    };
    const actors = reading.declarations.map((declaration) => describeActor(declaration, facts, problems));
    if (reading.parsed && actors.length === 0 && problems.length === 0 && fileName(path).isActorFile)
      problems.push({ file: path, line: 1, column: 1, message: noActor(facts.runtime) });
    return { path, hash, lastModified, parsed: reading.parsed, actors, problems };
  }

  private readText(path: string, bytes: Buffer): TextReading {
    const file = fileName(path);
    if (!isUtf8(bytes)) {
      const at = { line: bytes.subarray(0, firstInvalid(bytes)).toString('latin1').split('\n').length, column: 1 };
      return { parsed: false, declarations: [], problems: [{ at, message: 'This file is not UTF-8 text.' }] };
    }
    const text = textOf(bytes);
    return file.extension === '.py' ? this.python.read(text, file) : readJavaScript(text, file);
  }
}

/** Text without the mark that some editors put before it. */
function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Bytes of a WASM module. */
const largestModule = 64 * 1024 ** 2;
/** Bytes of a module's manifest. */
const largestManifest = 256 * 1024;

/** Describes a WASM module by its manifest (C4); the hash is that of both. Of the module itself only the first bytes are looked at. */
function readModule(path: string, bytes: Buffer, manifest: Buffer | undefined, lastModified: string): FileReading {
  const hash = createHash('sha256')
    .update(bytes)
    .update(manifest ?? '')
    .digest('hex');
  const reading = readManifest(manifest && textOf(manifest), fileName(path));
  const file = manifest ? manifestOf(path) : path;
  const problems: DiscoveryProblem[] = reading.problems.map(({ at, message }) => ({ file, ...at, message }));
  const isModule = bytes.subarray(0, 4).equals(Buffer.from('\0asm'));
  if (!isModule) problems.push({ file: path, line: 1, column: 1, message: 'This file is no WebAssembly module.' });
  const facts = { path, runtime: 'wasm' as const, hash, lastModified };
  const found: DiscoveryProblem[] = [];
  const actors = isModule
    ? reading.declarations.map((one) => ({ ...describeActor(one, facts, found), wasm: { wasi: reading.wasi } }))
    : [];
  problems.push(...found.map((problem) => ({ ...problem, file })));
  return { path, hash, lastModified, parsed: reading.parsed && isModule, actors, problems };
}

function readManifestFile(absolute: string, status: BigIntStats): Buffer | undefined {
  return status.isFile() && status.size <= largestManifest ? readFileSync(absolute) : undefined;
}

function noActor(runtime: 'python' | 'javascript'): string {
  const example = runtime === 'python' ? '`async def process(context)`' : '`export async function process(context)`';
  return `No actor is declared here: write ${example}, or decorate a function with \`@actor\`.`;
}

/** About where bytes stop being UTF-8: the first replacement character. */
function firstInvalid(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  return Buffer.byteLength(text.slice(0, Math.max(0, text.indexOf('\uFFFD'))));
}

import { constants, createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import papaparse from 'papaparse';
import { parseJson } from '#shared/message/json.ts';
import { formatSize } from '#shared/actor/limits.ts';
import type { Value } from '#shared/message/message.ts';
import { Packet, valueOfJson } from '../../channel/packet.ts';
import type { Permissions } from './permissions.ts';
import { nativeComponent, optionalInport, outport } from './nativeComponent.ts';
import { fileTrouble } from '../../system/fileTrouble.ts';

type Format = 'text' | 'lines' | 'csv' | 'json';

interface ReadFileConfig {
  path?: string;
  format: Format;
  interval_ms: number;
  delimiter: string;
}

/** Bytes that `text` and `json` may have: they are read as one. */
const largestWhole = 256 * 1024 ** 2;
/** Rows sent between two turns of the event loop when there is no interval. */
const burst = 512;

/** @param permissions which files may be read, links resolved (X3) */
export function readFile(permissions: Permissions) {
  return nativeComponent<ReadFileConfig>({
    name: 'ReadFile',
    description: 'Reads a file of the workspace and sends it row by row, line by line or as a whole.',
    icon: 'file-input',
    category: 'sources',
    permissions: [permissions.pathsSentence],
    tags: ['file', 'csv', 'json', 'lines', 'load', 'import'],
    inports: [optionalInport('path', 'A file to read instead of the one in the config', { type: 'string' })],
    outports: [
      outport('row', 'Each record (csv), line, or item of a JSON list; else the whole content'),
      outport('done', 'At the end: {path, rows}', { type: 'object' }),
    ],
    configSchema: {
      type: 'object',
      properties: {
        path: { type: 'string', title: 'File', description: 'Relative to the workspace' },
        format: { type: 'string', title: 'Format', enum: ['text', 'lines', 'csv', 'json'], default: 'text' },
        interval_ms: { type: 'number', title: 'Time between rows (ms)', minimum: 0, default: 0 },
        delimiter: { type: 'string', title: 'Delimiter (csv)', description: 'Left out: found by itself', default: '' },
      },
    },
    create:
      ({ path: configured, format, interval_ms, delimiter }) =>
      async (firing, run) => {
        const path = firing.inputs.get('path')?.value ?? configured;
        if (typeof path !== 'string' || path === '')
          throw new Error('No file is named: set `path` in the config, or send one into the inport `path`.');
        await using file = await openInside(permissions, path);
        let rows = 0;
        for await (const row of readRows(file.handle, path, format, delimiter)) {
          if (rows > 0 && interval_ms > 0) await run.sleep(interval_ms);
          else if (rows % burst === burst - 1) await run.yield();
          if (run.held) await run.whenFree();
          firing.emit('row', Packet.of(row), false);
          rows++;
        }
        firing.emit('done', Packet.of({ path, rows }), false);
      },
  });
}

async function openInside(permissions: Permissions, path: string): Promise<{ handle: FileHandle } & AsyncDisposable> {
  const absolute = await permissions.file(path);
  let handle: FileHandle;
  try {
    // Without waiting: opening a named pipe would otherwise wait for its writer.
    handle = await open(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing ? 'there is no such file in the workspace' : fileTrouble(error);
    throw new Error(`${path} cannot be read: ${reason}.`, { cause: error });
  }
  const file = { handle, [Symbol.asyncDispose]: () => handle.close() };
  if ((await handle.stat()).isFile()) return file;
  await handle.close();
  throw new Error(`${path} is no file.`);
}

function readRows(file: FileHandle, path: string, format: Format, delimiter: string): AsyncIterable<Value> {
  if (format === 'csv') return readCsv(file, path, delimiter);
  return format === 'lines' ? readLines(file) : readWhole(file, path, format);
}

async function* readWhole(file: FileHandle, path: string, format: 'text' | 'json'): AsyncGenerator<Value> {
  const { size } = await file.stat();
  if (size > largestWhole) throw new Error(`${path} has ${formatSize(size)}; read it as lines or csv instead.`);
  const text = withoutMark(await file.readFile('utf8'));
  if (format === 'text') {
    yield text;
    return;
  }
  let value: Value;
  try {
    value = valueOfJson(parseJson(text));
  } catch (error) {
    throw new Error(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  if (Array.isArray(value)) yield* value;
  else yield value;
}

async function* readLines(file: FileHandle): AsyncGenerator<Value> {
  const lines = createInterface({ input: textStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let isFirst = true;
  for await (const line of lines) {
    yield isFirst ? withoutMark(line) : line;
    isFirst = false;
  }
}

/** Records by the names in the first row; quoted fields may have line breaks. */
async function* readCsv(file: FileHandle, path: string, delimiter: string): AsyncGenerator<Value> {
  const parser = papaparse.parse(papaparse.NODE_STREAM_INPUT, { delimiter, skipEmptyLines: 'greedy' });
  const source = textStream(file);
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    let names: string[] | undefined;
    for await (const fields of parser as AsyncIterable<string[]>) {
      if (names) {
        const columns = names;
        yield Object.fromEntries(fields.map((field, index) => [columns[index] ?? `column ${index + 1}`, typed(field)]));
      } else names = fields.map((name, index) => (index === 0 ? withoutMark(name) : name).trim());
    }
  } catch (error) {
    throw new Error(`${path} cannot be read as csv: ${(error as Error).message}`, { cause: error });
  } finally {
    source.destroy();
  }
}

function textStream(handle: FileHandle) {
  return createReadStream('', { fd: handle, encoding: 'utf8', autoClose: false, start: 0 });
}

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Numbers and truth values where the text is surely one; `007` and `1,5` stay texts, an empty field is null (M3). */
function typed(field: string): Value {
  if (field === '') return null;
  if (number.test(field)) {
    const value = Number(field);
    if (!/^-?\d+$/.test(field)) return value;
    return Number.isSafeInteger(value) ? value : BigInt(field);
  }
  if (field === 'true' || field === 'True' || field === 'TRUE') return true;
  if (field === 'false' || field === 'False' || field === 'FALSE') return false;
  return field;
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

import { setFlagsFromString } from 'node:v8';
import { FileReader } from '../readers/fileReader.ts';
import { FileMigrator } from '../migration/fileMigrator.ts';
import type { MigrationRequest, ParseBatch, ParserAnswer, ParserSettings } from './parserMessages.ts';
import { PythonReader } from '../readers/python/pythonReader.ts';

interface ParentPort {
  postMessage(message: ParserAnswer): void;
  on(event: 'message', listener: (message: { data: ParseBatch | MigrationRequest }) => void): void;
}

/**
 * Entry of the processes that parse actor files (D10). A file that makes a parser crash, hang or eat its memory takes this process
 * down and nothing else; `ParserPool` notices and goes on in a new one.
 */
const settings = JSON.parse(process.argv[2]!) as ParserSettings;
/** In Electron's utility processes it is this that leads to the host; they end with it by themselves. */
const { parentPort } = process as { parentPort?: ParentPort };
const send = (answer: ParserAnswer) => (parentPort ? parentPort.postMessage(answer) : process.send!(answer));

process.on('disconnect', () => process.exit());

// A scan lasts a second or two: V8 would spend a seventh of that on optimizing what is hardly run any more. Ignored where it is unknown.
setFlagsFromString('--interrupt-budget=500000');

const python = await PythonReader.load(settings.grammar);
const reader = new FileReader(python, settings.largestFile);
const migrator = new FileMigrator(python, reader);

function answer(request: ParseBatch | MigrationRequest): void {
  if ('migrate' in request) send({ kind: 'migrated', migration: migrator.migrate(request.migrate) });
  else send({ kind: 'read', readings: request.files.map((file) => reader.read(file)) });
}

if (parentPort) parentPort.on('message', ({ data }) => answer(data));
else process.on('message', answer);

send({ kind: 'ready' });

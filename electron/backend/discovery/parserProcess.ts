import { FileReader } from './fileReader.ts';
import type { ParseBatch, ParserAnswer, ParserSettings } from './parserMessages.ts';
import { PythonReader } from './python/pythonReader.ts';

/**
 * Entry of the processes that parse actor files (D10). A file that makes a parser crash, hang or eat its memory takes this process
 * down and nothing else; `ParserPool` notices and goes on in a new one.
 */
const settings = JSON.parse(process.argv[2]!) as ParserSettings;
const send = (answer: ParserAnswer) => process.send!(answer);

process.on('disconnect', () => process.exit());

const reader = new FileReader(await PythonReader.load(settings.grammar), settings.largestFile);

process.on('message', ({ files }: ParseBatch) => {
  send({ kind: 'read', readings: files.map((file) => reader.read(file)) });
});

send({ kind: 'ready' });

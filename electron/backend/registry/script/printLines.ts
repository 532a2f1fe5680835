import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const longestLine = 64 * 1024;
const linesPerSecond = 1000;

/** Hands on what native code prints, line by line; of a flood only the first lines of each second, and how many were left out. */
export function readPrints(stream: Readable, print: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let second = 0;
  let count = 0;
  const hand = (line: string) => {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) {
      if (count > linesPerSecond) print(`… ${count - linesPerSecond} lines left out`);
      second = now;
      count = 0;
    }
    if (++count <= linesPerSecond) print(line);
  };
  stream.on('data', (bytes: Buffer) => {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) hand(line);
    if (rest.length > longestLine) {
      hand(rest);
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest) hand(rest);
    if (count > linesPerSecond) print(`… ${count - linesPerSecond} lines left out`);
  });
  stream.on('error', () => {});
}

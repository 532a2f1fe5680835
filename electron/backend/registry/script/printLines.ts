import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { LogBound } from './logBound.ts';

const longestLine = 64 * 1024;

/**
 * Hands on what native code prints, line by line; of a flood what `LogBound` lets through.
 * @returns settles when there is no more
 */
export function readPrints(stream: Readable, print: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  const bound = new LogBound(print);
  let rest = '';
  const hand = (line: string) => {
    if (bound.admits(line.length)) print(line);
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
    bound.finish();
  });
  stream.on('error', () => {});
  return new Promise((resolve) => stream.once('close', resolve));
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Reads a source map as node:module's class of this name does, as far as the runner asks it. */
export class SourceMap {
  #lines;
  #sources;

  constructor({ sources, mappings }) {
    this.#sources = sources;
    this.#lines = decode(mappings);
  }

  /** The original place of a place in the code; lines and columns count from 0. */
  findEntry(line, column) {
    const before = (this.#lines[line] ?? []).findLast((segment) => segment.column <= column);
    if (!before) return {};
    return {
      originalSource: this.#sources[before.source],
      originalLine: before.originalLine,
      originalColumn: before.originalColumn,
    };
  }
}

function decode(mappings) {
  let [source, originalLine, originalColumn] = [0, 0, 0];
  return mappings.split(';').map((line) => {
    let column = 0;
    const segments = [];
    for (const text of line === '' ? [] : line.split(',')) {
      const fields = numbers(text);
      column += fields[0];
      if (fields.length < 4) continue;
      source += fields[1];
      originalLine += fields[2];
      originalColumn += fields[3];
      segments.push({ column, source, originalLine, originalColumn });
    }
    return segments;
  });
}

/** The numbers of a segment: base 64 digits of five bits, lowest first, the lowest bit of all being the sign. */
function numbers(text) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = digits.indexOf(character);
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit & 32) continue;
    found.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2);
    value = shift = 0;
  }
  return found;
}

import type { Node } from 'web-tree-sitter';

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const escape = /\\(?:(\r?\n)|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g;

/** Prefix, and what stands between the quotes. */
const quoted = /^([a-z]*)(?:"""([^]*)"""|'''([^]*)'''|"([^]*)"|'([^]*)')$/i;

/**
 * The value of a string node, or of several written one after another: a text, or bytes for `b''`.
 * @returns undefined for f-strings and everything else that running the code would have to tell
 */
export function pythonString(node: Node): string | Uint8Array | undefined {
  if (node.type === 'concatenated_string') {
    const parts = node.namedChildren.filter((child) => child.type === 'string').map(pythonString);
    return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
  }
  return node.type === 'string' ? stringValue(node.text) : undefined;
}

/** As `pythonString`, of a text: one string with its quotes. */
export function stringValue(written: string): string | Uint8Array | undefined {
  const [, prefix, ...contents] = quoted.exec(written) ?? [];
  const inner = contents.find((content) => content !== undefined);
  if (prefix === undefined || inner === undefined || /[ft]/i.test(prefix)) return undefined;
  const isBytes = /b/i.test(prefix);
  const lines = inner.includes('\r') ? inner.replace(/\r\n?/g, '\n') : inner;
  const text = /r/i.test(prefix) ? lines : unescape(lines, isBytes);
  return isBytes ? new Uint8Array(Buffer.from(text, 'latin1')) : text;
}

function unescape(text: string, isBytes: boolean): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    escape,
    (whole, newline?: string, hex?: string, short?: string, long?: string, octal?: string, one?: string) => {
      if (newline !== undefined) return '';
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const code = isBytes ? undefined : (short ?? long);
      if (code !== undefined) {
        const point = Number.parseInt(code, 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      }
      // As Python does, an unknown escape stays as it is.
      return one !== undefined && Object.hasOwn(simpleEscapes, one) ? simpleEscapes[one]! : whole;
    },
  );
}

/** A docstring as `inspect.cleandoc` shows it: the common indentation and blank lines at both ends taken away. */
export function cleanDocumentation(text: string): string {
  const [first = '', ...rest] = text.replaceAll('\t', '        ').split('\n');
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const margin = indents.length === 0 ? 0 : Math.min(...indents);
  return [first.trimStart(), ...rest.map((line) => line.slice(margin).trimEnd())].join('\n').trim();
}

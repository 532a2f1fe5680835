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

/**
 * The value of a string node, or of several written one after another: a text, or bytes for `b''`.
 * @returns undefined for f-strings and everything else that running the code would have to tell
 */
export function pythonString(node: Node): string | Uint8Array | undefined {
  if (node.type === 'concatenated_string') {
    const parts = node.namedChildren.filter((child) => child.type === 'string').map(pythonString);
    return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
  }
  const start = node.firstChild;
  const end = node.lastChild;
  if (node.type !== 'string' || start?.type !== 'string_start' || end?.type !== 'string_end') return undefined;
  const prefix = start.text.replace(/['"]+$/, '').toLowerCase();
  if (prefix.includes('f') || prefix.includes('t')) return undefined;
  const isBytes = prefix.includes('b');
  const inner = node.text.slice(start.text.length, -end.text.length || undefined).replace(/\r\n?/g, '\n');
  const text = prefix.includes('r') ? inner : unescape(inner, isBytes);
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

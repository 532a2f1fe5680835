/** Markdown as data, for showing without ever making HTML of it (X5). A useful part of it: what actors write for people. */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong'; text: string }
  | { kind: 'emphasis'; text: string }
  /** The address is shown, not followed. */
  | { kind: 'link'; text: string; address: string };

export type Block =
  | { kind: 'heading'; level: number; content: Inline[] }
  | { kind: 'paragraph'; content: Inline[] }
  | { kind: 'quote'; content: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' };

const listItem = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const tableRule = /^\s*\|?\s*:?-{3,}/;

/** Reads Markdown text into blocks. What it does not know stays text. */
export function markdownBlocks(text: string): Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    const [block, used] = blockAt(lines, at);
    if (block) blocks.push(block);
    at += used;
  }
  return blocks;
}

/** The block that begins at a line, and how many lines it takes. */
function blockAt(lines: string[], at: number): [Block | undefined, number] {
  const line = lines[at]!;
  if (line.trim() === '') return [undefined, 1];
  if (line.startsWith('```')) {
    const end = lines.findIndex((other, index) => index > at && other.startsWith('```'));
    const stop = end === -1 ? lines.length : end;
    return [{ kind: 'code', text: lines.slice(at + 1, stop).join('\n') }, stop - at + 1];
  }
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return [{ kind: 'heading', level: heading[1]!.length, content: inline(heading[2]!) }, 1];
  if (/^\s*([-*_])(?:\s*\1){2,}\s*$/.test(line)) return [{ kind: 'rule' }, 1];
  if (line.includes('|') && tableRule.test(lines[at + 1] ?? '')) {
    const rows = linesWhile(lines, at + 2, (other) => other.includes('|'));
    return [{ kind: 'table', head: cells(line), rows: rows.map(cells) }, rows.length + 2];
  }
  if (listItem.test(line)) {
    const items = linesWhile(lines, at, (other) => listItem.test(other));
    const content = items.map((item) => inline(listItem.exec(item)![2]!));
    return [{ kind: 'list', ordered: listItem.exec(line)![1] !== undefined, items: content }, items.length];
  }
  if (line.startsWith('>')) {
    const quoted = linesWhile(lines, at, (other) => other.startsWith('>'));
    return [
      { kind: 'quote', content: inline(quoted.map((other) => other.replace(/^>\s?/, '')).join(' ')) },
      quoted.length,
    ];
  }
  const paragraph = linesWhile(
    lines,
    at,
    (other, index) => index === at || (other.trim() !== '' && !beginsBlock(other)),
  );
  return [{ kind: 'paragraph', content: inline(paragraph.join(' ')) }, paragraph.length];
}

function beginsBlock(line: string): boolean {
  return /^(?:#{1,6}\s|```|>)/.test(line) || listItem.test(line);
}

function linesWhile(lines: string[], from: number, holds: (line: string, index: number) => boolean): string[] {
  let end = from;
  while (end < lines.length && holds(lines[end]!, end)) end++;
  return lines.slice(from, end);
}

function cells(line: string): Inline[][] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => inline(cell.trim()));
}

const spans = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|\[([^\]]+)\]\(([^)\s]+)\)/g;

function inline(text: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(spans)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, code, strong, starred, underlined, linked, address] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong });
    else if (linked !== undefined) parts.push({ kind: 'link', text: linked, address: address! });
    else parts.push({ kind: 'emphasis', text: (starred ?? underlined)! });
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

import type { Node } from 'web-tree-sitter';
import type { Finding } from '../declaration.ts';
import { deepestNesting, tooDeep } from '../nesting.ts';
import { positionOf } from './pythonLiteral.ts';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const suiteWords = new Set(['def', 'class', 'if', 'elif', 'else', 'for', 'while', 'try', 'except', 'finally', 'with']);

/** The first thing that makes a module no valid Python; undefined when there is none. */
export function syntaxProblem(root: Node): Finding | undefined {
  const deep = deepestNode(root);
  if (deep) return { at: positionOf(deep), message: tooDeep };
  const finding = root.hasError ? errorProblem(root) : undefined;
  const block = blockProblem(root);
  if (!finding || !block) return finding ?? block;
  return finding.at.line <= block.at.line ? finding : block;
}

/** Something that is nested too deeply (D10). What is shorter than that many levels are is not looked into. */
function deepestNode(root: Node): Node | undefined {
  if (root.endIndex - root.startIndex <= deepestNesting) return undefined;
  const cursor = root.walk();
  let depth = 0;
  try {
    for (;;) {
      if (depth > deepestNesting) return cursor.currentNode;
      if (cursor.endIndex - cursor.startIndex > deepestNesting - depth && cursor.gotoFirstChild()) depth++;
      else
        while (!cursor.gotoNextSibling()) {
          if (!cursor.gotoParent()) return undefined;
          depth--;
        }
    }
  } finally {
    cursor.delete();
  }
}

function syntaxError(node: Node, what: string): Finding {
  const at = positionOf(node);
  return { at, message: `Syntax error at line ${at.line}: ${what}.` };
}

function errorProblem(root: Node): Finding {
  const node = firstError(root);
  if (node.isMissing) return syntaxError(node, `expected \`${node.type}\``);
  const children = node.children;
  const open: Node[] = [];
  for (const child of children) {
    if (child.type === 'string_start') return syntaxError(child, 'a string is never closed');
    if (Object.hasOwn(closing, child.type)) open.push(child);
    else if (Object.values(closing).includes(child.type)) {
      const opened = open.pop();
      if (!opened || closing[opened.type] !== child.type) return syntaxError(child, `unexpected \`${child.type}\``);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) return syntaxError(unclosed, `\`${unclosed.type}\` is never closed`);
  const colon = missingColon(node, children);
  if (colon) return colon;
  const last = node.children.findLast((child) => child.text.trim() !== '') ?? node;
  const [text = ''] = last.text.trim().split('\n');
  return syntaxError(last, text === '' ? 'something is missing here' : `unexpected \`${shorten(text)}\``);
}

/** `def f(c)` or `if x` at the end of a line. */
function missingColon(node: Node, children: readonly Node[]): Finding | undefined {
  const word = children.find((child) => suiteWords.has(child.type));
  if (!word || children.some((child) => child.type === ':')) return undefined;
  const row = word.startPosition.row;
  const [line = ''] = node.text.slice(word.startIndex - node.startIndex).split('\n');
  const column = word.startPosition.column + line.trimEnd().length + 1;
  return { at: { line: row + 1, column }, message: `Syntax error at line ${row + 1}: expected \`:\`.` };
}

/** The innermost first node in error. */
function firstError(root: Node): Node {
  const cursor = root.walk();
  try {
    for (;;) {
      const node = cursor.currentNode;
      if (node.isMissing || (node.isError && !node.children.some((child) => child.hasError))) return node;
      let moved = cursor.gotoFirstChild();
      while (moved && !cursor.currentNode.hasError && !cursor.currentNode.isMissing) moved = cursor.gotoNextSibling();
      if (!moved) return node;
    }
  } finally {
    cursor.delete();
  }
}

/** What tree-sitter's grammar lets pass and Python does not: empty suites, uneven indentation, Python 2's print. */
function blockProblem(root: Node): Finding | undefined {
  let first: Finding | undefined;
  const pending = [{ node: root, type: root.type }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, type } = next;
    const children = node.namedChildren;
    const finding = problemOf(node, type, children);
    if (finding && (!first || finding.at.line < first.at.line)) first = finding;
    for (const child of children) {
      const { type: inner } = child;
      if (holdsSuites.has(inner)) pending.push({ node: child, type: inner });
    }
  }
  return first;
}

/** What suites stand in, which is never an expression; and the statements that exist no more. */
const holdsSuites = new Set([
  ...['block', 'decorated_definition', 'function_definition', 'class_definition', 'if_statement', 'elif_clause'],
  ...['else_clause', 'for_statement', 'while_statement', 'try_statement', 'except_clause', 'finally_clause'],
  ...['with_statement', 'match_statement', 'case_clause', 'ERROR', 'print_statement', 'exec_statement'],
]);

function problemOf(node: Node, type: string, children: readonly Node[]): Finding | undefined {
  if (type === 'print_statement') return syntaxError(node, '`print` is a function in Python 3; write `print(…)`');
  if (type === 'exec_statement') return syntaxError(node, '`exec` is a function in Python 3');
  if (type !== 'block' && type !== 'module') return undefined;
  const first = type === 'block' ? children.find(isCode) : undefined;
  if (type === 'block' && !first) return syntaxError(node, 'an indented block is expected here');
  const indent = first?.startPosition.column ?? 0;
  // Only where a node's column is not the expected one it is looked at closely: every look is a call out of JavaScript.
  for (const [at, child] of children.entries()) {
    const { row, column } = child.startPosition;
    if (column === indent || !isCode(child) || child.type === 'case_clause') continue;
    let before = at - 1;
    while (before >= 0 && !isCode(children[before]!)) before--;
    if (before < 0 || children[before]!.endPosition.row < row)
      return syntaxError(child, 'the indentation fits no line above');
  }
  return undefined;
}

function isCode({ type }: Node): boolean {
  return type !== 'comment';
}

function shorten(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}

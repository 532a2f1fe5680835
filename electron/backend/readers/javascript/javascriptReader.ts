import { parseSync, type Expression, type Program } from 'oxc-parser';
import { isTypeScript, type FileName, type Finding, type TextReading } from '../declaration.ts';
import type { Entry } from '../literal.ts';
import { tooDeep } from '../nesting.ts';
import { blankFunctionDecorators, type FunctionDecorator } from './functionDecorators.ts';
import { findActors, type PlacedDecorator } from './javascriptActors.ts';
import { LiteralReader, SourceText, unwrap } from './javascriptLiteral.ts';
import { deepestNode } from './javascriptNesting.ts';

/** Reads what a JavaScript or TypeScript file declares from its syntax tree (D2, D4). Hostile input can crash the process (D10). */
export function readJavaScript(text: string, file: FileName): TextReading {
  const source = new SourceText(text);
  const { text: plain, decorators } = blankFunctionDecorators(text);
  const parsed = parseFile(plain, file);
  if (parsed.errors.length > 0) {
    const problem = syntaxFinding(parsed.errors[0]!, source, 0);
    return { parsed: false, declarations: [], problems: [problem] };
  }
  const deep = deepestNode(parsed.program);
  if (deep !== undefined)
    return { parsed: false, declarations: [], problems: [{ at: source.position(deep), message: tooDeep }] };
  const problems: Finding[] = [];
  const placed = decorators.map((decorator) => readDecorator(decorator, source, file, problems));
  return { parsed: true, ...findActors(parsed, placed, source, file, problems) };
}

interface SyntaxIssue {
  message: string;
  labels: { start: number }[];
  helpMessage: string | null;
}

/** A `.js` or `.ts` file that is no module for its top-level `return` is CommonJS, where that is allowed. */
function parseFile(text: string, file: FileName) {
  const parsed = parse(text, file);
  if (parsed.errors.length === 0 || !['.js', '.ts'].includes(file.extension)) return parsed;
  const common = parse(text, file, 'commonjs');
  return common.errors.length === 0 ? common : parsed;
}

/** Parses a module; offsets are into the text as given. */
export function parse(text: string, file: FileName, as?: 'commonjs') {
  const sourceType = as ?? { '.mjs': 'module', '.mts': 'module', '.cjs': 'commonjs' }[file.extension] ?? 'unambiguous';
  const result = parseSync(`actor${file.extension}`, text, {
    lang: isTypeScript(file) ? 'ts' : 'js',
    sourceType: sourceType as 'module' | 'commonjs' | 'unambiguous',
    preserveParens: false,
  });
  return { text, program: result.program, comments: result.comments, errors: result.errors };
}

function syntaxFinding({ message, labels, helpMessage }: SyntaxIssue, source: SourceText, offset: number): Finding {
  const at = source.position((labels[0]?.start ?? 0) + offset);
  const sentence = message.replace(/\.$/, '');
  const help = helpMessage ? ` ${helpMessage.replace(/\.?$/, '.')}` : '';
  return { at, message: `Syntax error at line ${at.line}: ${sentence}.${help}` };
}

function readDecorator(
  decorator: FunctionDecorator,
  source: SourceText,
  file: FileName,
  problems: Finding[],
): PlacedDecorator {
  return {
    name: decorator.name,
    start: decorator.start,
    end: decorator.end,
    metadata: decorator.argument ? argumentEntries(decorator.argument, source, file, problems) : [],
  };
}

/** The decorator's argument, parsed by itself; its offsets begin at the parenthesis. */
function argumentEntries(
  { start, end }: { start: number; end: number },
  source: SourceText,
  file: FileName,
  problems: Finding[],
): Entry[] {
  const text = source.text.slice(start, end);
  if (text.slice(1, -1).trim() === '') return [];
  const { program, errors } = parse(text, { ...file, extension: file.extension === '.cjs' ? '.js' : file.extension });
  if (errors.length > 0) {
    problems.push(syntaxFinding(errors[0]!, source, start));
    return [];
  }
  const reader = new LiteralReader(source, start);
  return expressionsOf(program).flatMap((expression) => reader.metadata(expression, problems));
}

function expressionsOf(program: Program): Expression[] {
  const [statement] = program.body;
  if (statement?.type !== 'ExpressionStatement') return [];
  const expression = unwrap(statement.expression);
  return expression.type === 'SequenceExpression' ? expression.expressions : [expression];
}

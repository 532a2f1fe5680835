/** A decorator above a function, which is not valid JavaScript (D4). Offsets are into the text as it was given. */
export interface FunctionDecorator {
  /** `actor`, `reflow.actor`. */
  readonly name: string;
  /** Of the `@`. */
  readonly start: number;
  readonly end: number;
  /** From the opening parenthesis to behind the closing one; null for a bare `@actor`. */
  readonly argument: { readonly start: number; readonly end: number } | null;
}

/**
 * Finds the decorators above top-level functions and blanks them with spaces, so that the rest is valid JavaScript (or TypeScript)
 * in which every line and column is where it was. Decorators of classes stay. Pure; parses nothing, runs nothing.
 */
export function blankFunctionDecorators(text: string): { text: string; decorators: FunctionDecorator[] } {
  const decorators = mayDecorate.test(text) ? findDecorators(text) : [];
  if (decorators.length === 0) return { text, decorators };
  let blanked = '';
  let at = 0;
  for (const { start, end } of decorators) {
    blanked += text.slice(at, start) + text.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, ' ');
    at = end;
  }
  return { text: blanked + text.slice(at), decorators };
}

/** Cheap to look for: an `@` where a statement may begin. In a comment's lines a `*` stands before it. */
const mayDecorate = /(?:^|[;})/]|\bexport|\bdefault)[ \t]*@[ \t]*[\p{ID_Start}$_]/mu;

const dottedName = /@[ \t]*([\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)/uy;
const beginsFunction = /(?:export\s+)?(?:default\s+)?(?:(?:async\s+)?function\b|(?:const|let|var)\s)/y;

function findDecorators(text: string): FunctionDecorator[] {
  const found: FunctionDecorator[] = [];
  /** Decorators one above the other, of which it is not known yet what they decorate. */
  let pending: FunctionDecorator[] = [];
  const scanner = new Scanner(text);
  while (!scanner.atEnd) {
    if (scanner.depth === 0 && text[scanner.at] === '@') {
      const decorator = readDecorator(text, scanner.at);
      if (decorator) {
        pending.push(decorator);
        scanner.jump(decorator.end);
        continue;
      }
    }
    if (pending.length > 0 && !scanner.atSpace) {
      beginsFunction.lastIndex = scanner.at;
      if (beginsFunction.test(text)) found.push(...pending);
      pending = [];
    }
    scanner.next();
  }
  return found;
}

function readDecorator(text: string, start: number): FunctionDecorator | undefined {
  dottedName.lastIndex = start;
  const match = dottedName.exec(text);
  if (!match) return undefined;
  const end = dottedName.lastIndex;
  let open = end;
  while (text[open] === ' ' || text[open] === '\t') open++;
  if (text[open] !== '(') return { name: match[1]!, start, end, argument: null };
  const scanner = new Scanner(text, open);
  do scanner.next();
  while (scanner.depth > 0 && !scanner.atEnd);
  if (scanner.depth > 0) return undefined;
  return { name: match[1]!, start, end: scanner.at, argument: { start: open, end: scanner.at } };
}

const regularExpressionMayFollow =
  /(?:^|[^\p{ID_Continue}$)\]}'"`.]|(?:^|[^.\p{ID_Continue}$])(?:return|typeof|case|in|of|delete|void|throw|new|do|else|await|yield))$/u;

const word = /[\p{ID_Continue}$]+/uy;

/** Steps over JavaScript one token at a time, knowing comments, strings, templates and regular expressions from code. */
class Scanner {
  /** Open brackets of all kinds, template substitutions included. */
  depth = 0;
  /** Depths at which a template goes on after `}`. */
  private readonly templates: number[] = [];
  /** End of the last token that was neither space nor comment. */
  private significant = 0;

  constructor(
    private readonly text: string,
    public at = 0,
  ) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** At white space or a comment. */
  get atSpace(): boolean {
    const two = this.text.slice(this.at, this.at + 2);
    return two === '//' || two === '/*' || /^\s/.test(two);
  }

  jump(at: number): void {
    this.at = at;
    this.significant = at;
  }

  next(): void {
    const { text } = this;
    const character = text[this.at]!;
    if (this.atSpace) {
      this.skipSpace(character);
      return;
    }
    if (character === '"' || character === "'") this.skipQuoted(character);
    else if (character === '`') {
      this.at++;
      this.skipTemplate();
    } else if (character === '/' && this.regularExpressionMayFollow()) this.skipRegularExpression();
    else if (character === '(' || character === '[' || character === '{') {
      this.depth++;
      this.at++;
    } else if (character === ')' || character === ']' || character === '}') this.close(character);
    else {
      word.lastIndex = this.at;
      this.at = word.test(this.text) ? word.lastIndex : this.at + 1;
    }
    this.significant = this.at;
  }

  private skipSpace(character: string): void {
    if (character !== '/') {
      this.at++;
      return;
    }
    const isLine = this.text[this.at + 1] === '/';
    const end = this.text.indexOf(isLine ? '\n' : '*/', this.at + 2);
    this.at = end < 0 ? this.text.length : end + (isLine ? 1 : 2);
  }

  private skipQuoted(quote: string): void {
    for (this.at++; !this.atEnd; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === quote || character === '\n') break;
    }
    this.at++;
  }

  /** From inside a template to its end or into a substitution. */
  private skipTemplate(): void {
    for (; !this.atEnd; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === '`') break;
      else if (character === '$' && this.text[this.at + 1] === '{') {
        this.at += 2;
        this.templates.push(this.depth++);
        return;
      }
    }
    this.at++;
  }

  private close(character: string): void {
    this.at++;
    this.depth = Math.max(0, this.depth - 1);
    if (character === '}' && this.templates.at(-1) === this.depth) {
      this.templates.pop();
      this.skipTemplate();
    }
  }

  private regularExpressionMayFollow(): boolean {
    return regularExpressionMayFollow.test(this.text.slice(Math.max(0, this.significant - 12), this.significant));
  }

  private skipRegularExpression(): void {
    let inClass = false;
    for (this.at++; !this.atEnd; this.at++) {
      const character = this.text[this.at];
      if (character === '\\') this.at++;
      else if (character === '[') inClass = true;
      else if (character === ']') inClass = false;
      else if ((character === '/' && !inClass) || character === '\n') break;
    }
    this.at++;
  }
}

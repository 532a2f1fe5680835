import type {
  FunctionNode,
  Parameter,
  SyntaxApi,
} from 'monaco-editor/languages/features/typescript/lib/typescriptServices';
import { actorFunctions, type ActorFunction } from './actorFunctions.ts';
import type { Insertion } from './insertions.ts';

const newest = 99;
/** The names that the insertions bring. */
export const ownName = /^Reflow(?:Actor|Context)\d+$/;

/**
 * What has to stand in a script so that the context of each of its actors is known, with the actor's own ports and config (E5): a type at
 * the parameter, and at the end of the file what that type is made of.
 */
export function contextInsertions(ts: SyntaxApi, fileName: string, text: string): Insertion[] {
  const isTypeScript = /\.[cm]?ts$/.test(fileName);
  const file = ts.createSourceFile(fileName, text, newest, true);
  const typed = actorFunctions(ts, file).filter(({ node }) => canBeTyped(ts, node));
  const atParameters = typed.flatMap(({ node }, index) => typeOf(node, `ReflowContext${index}`, isTypeScript));
  const declarations = typed.map(({ metadata }, index) =>
    declaration(typeof metadata === 'object' ? metadata.getText() : metadata, index, isTypeScript),
  );
  const atLiterals = typed.flatMap((actor) => constantOf(actor, text, isTypeScript));
  return [
    ...[...atParameters, ...atLiterals].toSorted((a, b) => a.at - b.at),
    { at: text.length, text: declarations.join(''), opens: false },
  ];
}

/** Whether the one parameter has no type of its own, or only that of any context. */
function canBeTyped(ts: SyntaxApi, { parameters: [parameter, ...others] }: FunctionNode): boolean {
  if (!parameter || others.length > 0 || parameter.dotDotDotToken) return false;
  const type = parameter.type ?? ts.getJSDocType(parameter);
  return type === undefined || isAnyContext(type.getText());
}

function isAnyContext(type: string): boolean {
  return /^(?:import\(.*\)\.|\w+\.)?ActorContext$/.test(type);
}

function typeOf(node: FunctionNode, context: string, isTypeScript: boolean): Insertion[] {
  const [parameter] = node.parameters as readonly [Parameter];
  const { end, type } = parameter;
  const opening = (at: number, text: string): Insertion => ({ at, text, opens: true });
  const closing = (at: number, text: string): Insertion => ({ at, text, opens: false });
  const start = parameter.getStart();
  const isBare = !/\(\s*$/.test(node.getText().slice(0, start - node.getStart()));
  if (!isTypeScript)
    return [opening(start, `${isBare ? '(' : ''}/** @type {${context}} */ `), ...(isBare ? [closing(end, ')')] : [])];
  // The type that stands there stays, so that it can be hovered and followed.
  if (type) return [opening(type.getStart(), `${context}<`), closing(type.end, '>')];
  return [...(isBare ? [opening(start, '(')] : []), closing(end, `: ${context}${isBare ? ')' : ''}`)];
}

/** Keeps what the strings of a literal are where it is handed to `actor` under its name. */
function constantOf({ metadata, isNamed }: ActorFunction, text: string, isTypeScript: boolean): Insertion[] {
  if (!isNamed || typeof metadata !== 'object' || /^\s*as const\b/.test(text.slice(metadata.end))) return [];
  const closing = { at: metadata.end, opens: false };
  if (isTypeScript) return [{ ...closing, text: ' as const' }];
  return [
    { at: metadata.getStart(), text: '/** @type {const} */ (', opens: true },
    { ...closing, text: ')' },
  ];
}

function declaration(metadata: string | undefined, index: number, isTypeScript: boolean): string {
  const actor = `ReflowActor${index}`;
  const type = metadata === undefined ? "import('reflow').ActorContext" : `import('reflow').ContextOf<typeof ${actor}>`;
  if (isTypeScript) {
    const literal = metadata === undefined ? '' : `\nconst ${actor} = ${metadata} as const;`;
    return `${literal}\ntype ReflowContext${index}<C = unknown> = ${type};\n`;
  }
  const literal = metadata === undefined ? '' : `\nconst ${actor} = /** @type {const} */ (${metadata});`;
  return `${literal}\n/** @typedef {${type}} ReflowContext${index} */\n`;
}

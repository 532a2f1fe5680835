/* oxlint-disable typescript/method-signature-style -- as TypeScript writes its own */
/** What is used of the TypeScript that Monaco brings, which comes without types. */

declare module 'monaco-editor/languages/features/typescript/tsWorker' {
  import type { SyntaxApi } from 'monaco-editor/languages/features/typescript/lib/typescriptServices';

  export interface MirrorModel {
    readonly uri: { toString(skipEncoding?: boolean): string };
    readonly version: number;
    getValue(): string;
  }
  export interface WorkerContext {
    getMirrorModels(): readonly MirrorModel[];
  }
  /** Made anew with other options and libraries by Monaco itself. */
  export type CreateData = Readonly<Record<string, unknown>>;

  /** What Monaco's providers ask, method by method, with the name of a file first. */
  export class TypeScriptWorker {
    constructor(context: WorkerContext, data: CreateData);
    getScriptVersion(fileName: string): string;
    getScriptKind(fileName: string): number;
    _getScriptText(fileName: string): string | undefined;
    _getModel(fileName: string): MirrorModel | null;
  }
  export type { SyntaxApi };
}

declare module 'monaco-editor/internal/common/initialize' {
  import type { CreateData, WorkerContext } from 'monaco-editor/languages/features/typescript/tsWorker';

  /** Takes the worker's next message as the data to create it with. */
  export function initialize(create: (context: WorkerContext, data: CreateData) => object): void;
}

declare module 'monaco-editor/languages/features/typescript/lib/typescriptServices' {
  export interface SyntaxNode {
    readonly pos: number;
    readonly end: number;
    getStart(): number;
    getText(): string;
    getFullText(): string;
  }
  export interface SourceFile extends SyntaxNode {
    readonly statements: readonly SyntaxNode[];
  }
  export interface Named extends SyntaxNode {
    readonly name?: SyntaxNode;
  }
  export interface Parameter extends Named {
    readonly dotDotDotToken?: SyntaxNode;
    readonly type?: SyntaxNode;
  }
  export interface FunctionNode extends Named {
    readonly parameters: readonly Parameter[];
    readonly modifiers?: readonly SyntaxNode[];
  }
  export interface Wrapped extends SyntaxNode {
    readonly expression: SyntaxNode;
  }
  export interface Call extends Wrapped {
    readonly arguments: readonly SyntaxNode[];
  }
  export interface ObjectLiteral extends SyntaxNode {
    readonly properties: readonly (Named & { readonly initializer?: SyntaxNode })[];
  }
  export interface Assignment extends SyntaxNode {
    readonly left: SyntaxNode;
    readonly right: SyntaxNode;
  }
  export interface Variable extends Named {
    readonly initializer?: SyntaxNode;
  }
  export interface VariableStatement extends SyntaxNode {
    readonly declarationList: { readonly declarations: readonly Variable[] };
  }

  export interface SyntaxApi {
    createSourceFile(name: string, text: string, target: number, parents: boolean): SourceFile;
    forEachChild(node: SyntaxNode, visit: (child: SyntaxNode) => void): void;
    getJSDocType(node: SyntaxNode): SyntaxNode | undefined;
    isFunctionDeclaration(node: SyntaxNode): node is FunctionNode;
    isFunctionExpression(node: SyntaxNode): node is FunctionNode;
    isArrowFunction(node: SyntaxNode): node is FunctionNode;
    isMethodDeclaration(node: SyntaxNode): node is FunctionNode;
    isDecorator(node: SyntaxNode): node is Wrapped;
    isCallExpression(node: SyntaxNode): node is Call;
    isParenthesizedExpression(node: SyntaxNode): node is Wrapped;
    isAsExpression(node: SyntaxNode): node is Wrapped;
    isSatisfiesExpression(node: SyntaxNode): node is Wrapped;
    isTypeAssertionExpression(node: SyntaxNode): node is Wrapped;
    isObjectLiteralExpression(node: SyntaxNode): node is ObjectLiteral;
    isBinaryExpression(node: SyntaxNode): node is Assignment;
    isExpressionStatement(node: SyntaxNode): node is Wrapped;
    isExportAssignment(node: SyntaxNode): node is Wrapped;
    isVariableStatement(node: SyntaxNode): node is VariableStatement;
    isIdentifier(node: SyntaxNode): boolean;
  }
  export const typescript: SyntaxApi;
}

import { Language, Parser, type Node } from 'web-tree-sitter';
import type { FileName, TextReading } from '../declaration.ts';
import { findActors } from './pythonActors.ts';
import { syntaxProblem } from './pythonSyntax.ts';

/** Reads what a Python file declares from its syntax tree (D2, D3). */
export class PythonReader implements Disposable {
  private constructor(private readonly parser: Parser) {}

  /** @param grammar path of `tree-sitter-python.wasm` */
  static async load(grammar: string): Promise<PythonReader> {
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar));
    return new PythonReader(parser);
  }

  read(text: string, file: FileName): TextReading {
    return this.withTree(text, (root) => {
      const problem = syntaxProblem(root);
      if (problem) return { parsed: false, declarations: [], problems: [problem] };
      return { parsed: true, ...findActors(root, file) };
    });
  }

  /** Parses a text and lends its tree. */
  withTree<T>(text: string, use: (root: Node) => T): T {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('the Python parser gave no tree');
    try {
      return use(tree.rootNode);
    } finally {
      tree.delete();
    }
  }

  [Symbol.dispose](): void {
    this.parser.delete();
  }
}

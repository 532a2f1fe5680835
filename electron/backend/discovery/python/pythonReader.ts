import { Language, Parser, type Node } from 'web-tree-sitter';
import type { FileName, TextReading } from '../declaration.ts';
import { findActors } from './pythonActors.ts';
import { syntaxProblem } from './pythonSyntax.ts';

/** Where the two WebAssembly files are: the build copies them beside the program. */
export interface PythonGrammar {
  /** `web-tree-sitter.wasm`. */
  readonly runtime: string;
  /** `tree-sitter-python.wasm`. */
  readonly python: string;
}

/** Reads what a Python file declares from its syntax tree (D2, D3). */
export class PythonReader implements Disposable {
  private constructor(private readonly parser: Parser) {}

  static async load(grammar: PythonGrammar): Promise<PythonReader> {
    await Parser.init({ locateFile: () => grammar.runtime });
    const parser = new Parser();
    parser.setLanguage(await Language.load(grammar.python));
    return new PythonReader(parser);
  }

  read(text: string, file: FileName): TextReading {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('the Python parser gave no tree');
    try {
      const root: Node = tree.rootNode;
      const problem = syntaxProblem(root);
      if (problem) return { parsed: false, declarations: [], problems: [problem] };
      return { parsed: true, ...findActors(root, file) };
    } finally {
      tree.delete();
    }
  }

  [Symbol.dispose](): void {
    this.parser.delete();
  }
}

import { readFileSync } from 'node:fs';
import { describeActor } from '../readers/describeActor.ts';
import { declaresPorts, fileName, type ActorDeclaration } from '../readers/declaration.ts';
import { blankFunctionDecorators } from '../readers/javascript/functionDecorators.ts';
import { isTypeScript } from '../readers/declaration.ts';
import { parse } from '../readers/javascript/javascriptReader.ts';
import { readJavaScript } from '../readers/javascript/javascriptReader.ts';
import type { FileReader, FileRequest } from '../readers/fileReader.ts';
import type { PythonReader } from '../readers/python/pythonReader.ts';
import { migrateJavaScript } from './javascript/migrateJavaScript.ts';
import type { ActorFacts, Migration, MigrationNote } from './migration.ts';
import { migratePython } from './python/migratePython.ts';

const byteOrderMark = '\uFEFF';
const extensions = new Set(['.py', '.js', '.mjs', '.cjs', '.ts', '.mts']);

/** Migrates files; to be used where it can be killed (D10). */
export class FileMigrator {
  constructor(
    private readonly python: PythonReader,
    private readonly reader: FileReader,
  ) {}

  /** Reads a file and says what it would be in today's form. The file is not written. */
  migrate({ absolute, path }: FileRequest): Migration {
    const file = fileName(path);
    if (!extensions.has(file.extension)) return failed('Only Python, JavaScript and TypeScript files have actors.');
    const problem = this.reader.read({ absolute, path });
    if (!problem.parsed) {
      const [first] = problem.problems;
      return failed(first?.message ?? 'This file cannot be read.', first);
    }
    return this.migrateText(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(readFileSync(absolute)));
  }

  migrateText(path: string, original: string): Migration {
    const file = fileName(path);
    const hasMark = original.startsWith(byteOrderMark);
    const text = hasMark ? original.slice(1) : original;
    const isPython = file.extension === '.py';
    const { declarations } = isPython ? this.python.read(text, file) : readJavaScript(text, file);
    const old = declarations.find(({ legacy }) => legacy !== undefined);
    const facts = factsOf(old ?? declarations[0], path);
    if (!old?.legacy || !facts) return facts ? { kind: 'current', component: facts.component } : { kind: 'none' };
    const { legacy, entry } = old;
    const migrated = isPython
      ? this.python.withTree(text, (root) => migratePython(text, root, entry, legacy, facts))
      : migrateJavaScript(parsedModule(text, path), entry, facts);
    return this.checked(path, migrated, (hasMark ? byteOrderMark : '') + migrated, facts);
  }

  /** Nothing is given out that would not be found as the same actor again. */
  private checked(path: string, text: string, whole: string, facts: ActorFacts): Migration {
    const { actors, problems } = this.reader.readBytes(path, Buffer.from(text), new Date(0).toISOString());
    const [actor] = actors;
    if (!actor || actor.legacy || actor.component !== facts.component)
      return failed(
        `This file is written in a way that cannot be migrated${problems[0] ? ` (${problems[0].message})` : ''}. It runs unchanged.`,
      );
    const { component, inports, outports } = actor;
    return { kind: 'migrated', text: whole, component, inports, outports, notes: notesOf(text) };
  }
}

function factsOf(declaration: ActorDeclaration | undefined, path: string): ActorFacts | undefined {
  if (!declaration) return undefined;
  const runtime = path.endsWith('.py') ? 'python' : 'javascript';
  const actor = describeActor(declaration, { path, runtime, hash: '', lastModified: '' }, []);
  return { ...actor, hasPorts: declaresPorts(declaration.metadata) };
}

function parsedModule(text: string, path: string) {
  const file = fileName(path);
  const { text: plain } = blankFunctionDecorators(text);
  const { program, comments } = parse(plain, file);
  return { text, program, comments, isTypeScript: isTypeScript(file) };
}

/** The TODOs in a migrated text. */
function notesOf(text: string): MigrationNote[] {
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const match = /^\s*(#|\/\/) TODO: (.*)$/.exec(line);
    if (!match) return [];
    let reason = match[2]!;
    const more = new RegExp(`^\\s*${match[1]!}   (\\S.*)$`);
    for (let next = index + 1; next < lines.length; next++) {
      const continued = more.exec(lines[next]!);
      if (!continued) break;
      reason += ` ${continued[1]!}`;
    }
    return [{ line: index + 1, reason }];
  });
}

function failed(message: string, at = { line: 1, column: 1 }): Migration {
  return { kind: 'failed', at: { line: at.line, column: at.column }, message };
}

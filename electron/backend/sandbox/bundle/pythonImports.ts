/** A module that a Python file may import: `level` counts the leading dots. */
export interface PythonImport {
  module: string;
  level: number;
}

const importLine = /(?:^|[;:])[ \t]*import[ \t]+([^\n;]+)/gm;
const fromLine = /(?:^|[;:])[ \t]*from[ \t]+(\.*)[ \t]*([\w.\u0080-\uffff]*)[ \t]*import\b[ \t]*(\([^)]*\)|[^\n;]+)/gm;
const importCall = /\b(?:import_module|__import__)\(\s*["'](\.*)([\w.\u0080-\uffff]+)["']/g;
const moduleName = /^[\w.\u0080-\uffff]+$/;

/** Finds imports by a light scan of the text; nothing is parsed or run. `from a import b` may mean the module `a.b`. */
export function pythonImports(source: string): PythonImport[] {
  const text = source.replaceAll(/#[^\n]*|\\\r?\n/g, ' ');
  const found: PythonImport[] = [];
  for (const [, names] of text.matchAll(importLine))
    for (const module of namesIn(names!)) found.push({ module, level: 0 });
  for (const [, dots, module, names] of text.matchAll(fromLine)) {
    const level = dots!.length;
    if (module !== '' || level > 0) found.push({ module: module!, level });
    for (const name of namesIn(names!)) found.push({ module: module ? `${module}.${name}` : name, level });
  }
  for (const [, dots, module] of text.matchAll(importCall)) found.push({ module: module!, level: dots!.length });
  return found;
}

function namesIn(list: string): string[] {
  return list
    .replaceAll(/[()]/g, '')
    .split(',')
    .map((name) => name.trim().split(/\s/, 1)[0]!)
    .filter((name) => moduleName.test(name));
}

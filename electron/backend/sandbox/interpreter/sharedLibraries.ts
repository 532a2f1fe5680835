import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Interpreter } from './interpreter.ts';

const run = promisify(execFile);

/** Extension modules for terminals, windows and network services, which have no use in a sandbox and pull in many libraries. */
const useless =
  /^(_tkinter|readline|_curses|_curses_panel|_dbm|_gdbm|nis|_test|_ctypes_test|xxlimited|spwd|ossaudiodev)/;

/** Loaded by the C library itself while it runs (ending a thread), or by compiled packages. */
const late = ['libgcc_s.so.1', 'libstdc++.so.6'];

/** Files of the shared libraries that an interpreter and its extension modules load, the dynamic loader among them. */
export function librariesOfInterpreter({ executable, extensions }: Interpreter): Promise<string[]> {
  const modules = extensions
    ? readdirSync(extensions).filter((name) => name.endsWith('.so') && !useless.test(name))
    : [];
  return sharedLibraries([executable, ...modules.map((name) => join(extensions, name))]);
}

/** Files of the shared libraries, outside of a folder of packages, that the extension modules in it load. */
export async function librariesOfPackages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const modules = entries
    .filter((entry) => entry.isFile() && /\.so(\.|$)/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  if (modules.length === 0) return [];
  return (await sharedLibraries(modules)).filter((library) => !library.startsWith(folder));
}

/** Files of the shared libraries that programs load, the dynamic loader among them. */
export async function sharedLibraries(programs: readonly string[]): Promise<string[]> {
  // A file that is no program of this machine makes it complain, not fall silent about the others.
  const { stdout } = await run('ldd', [...programs], { env: { LC_ALL: 'C' }, maxBuffer: 64 * 1024 ** 2 }).catch(
    (failure: { stdout?: string }) => ({ stdout: failure.stdout ?? '' }),
  );
  const found = new Set<string>();
  // `NAME => PATH (ADDRESS)` for libraries, `PATH (ADDRESS)` for the loader.
  for (const [, path] of stdout.matchAll(/^\t(?:\S+ => )?(\/\S+) \(0x/gm)) found.add(path!);
  for (const beside of [...found].filter((path) => basename(path).startsWith('libc.so')).map(dirname))
    for (const name of late) if (existsSync(join(beside, name))) found.add(join(beside, name));
  return [...found].toSorted();
}

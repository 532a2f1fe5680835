import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '#shared/rpc/errors.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { startDeadline } from '../startDeadline.ts';

const run = promisify(execFile);

/** An interpreter of the host, past any shim of a version manager. */
export interface Interpreter {
  runtime: ScriptRuntime;
  version: string;
  /** The real program. */
  executable: string;
  /** Folders that it loads its own modules from, and those among their subfolders that hold what others installed. */
  libraries: string[];
  foreign: string[];
  /** Extension modules, whose shared libraries it needs, too. */
  extensions: string;
}

/** Names of the commands; `python3` and `node` unless said otherwise. */
export interface InterpreterCommands {
  python?: string;
  javascript?: string;
}

const askPython = `
import json, os, platform, sys, sysconfig
paths = [os.path.realpath(sysconfig.get_path(name)) for name in ('stdlib', 'platstdlib')]
dynamic = [path for path in sys.path if os.path.basename(path) == 'lib-dynload' and os.path.isdir(path)]
print(json.dumps({
  'executable': os.path.realpath(getattr(sys, '_base_executable', None) or sys.executable),
  'version': platform.python_version(),
  'libraries': sorted(set(paths)),
  'extensions': dynamic[0] if dynamic else '',
}))`;

const askNode = `console.log(JSON.stringify({executable: process.execPath, version: process.versions.node, libraries: [], extensions: ''}))`;

const how = {
  python: {
    command: 'python3',
    arguments: ['-I', '-S', '-c', askPython],
    missing:
      'Python actors need Python 3.8 or newer. Install it (on Debian and Ubuntu: apt-get install python3) and start again.',
    lowest: [3, 8],
  },
  javascript: {
    command: 'node',
    arguments: ['-e', askNode],
    missing: 'JavaScript actors need Node.js 18 or newer. Install it (https://nodejs.org) and start again.',
    lowest: [18, 0],
  },
} as const;

/**
 * Asks the interpreter itself where it is, because what is found on the PATH may be a shim.
 * @throws AppError `noSandbox` when there is none or it is too old, with how to install it
 */
export async function findInterpreter(
  runtime: ScriptRuntime,
  commands: InterpreterCommands = {},
): Promise<Interpreter> {
  const { command, arguments: args, missing, lowest } = how[runtime];
  const name = commands[runtime] ?? command;
  let found: Omit<Interpreter, 'runtime' | 'foreign'>;
  try {
    found = JSON.parse((await run(name, [...args], { timeout: startDeadline })).stdout) as typeof found;
  } catch (cause) {
    throw new AppError('noSandbox', `"${name}" was not found or does not start. ${missing}`, undefined, { cause });
  }
  const [major = 0, minor = 0] = found.version.split('.').map(Number);
  if (major < lowest[0] || (major === lowest[0] && minor < lowest[1]))
    throw new AppError('noSandbox', `"${name}" is version ${found.version}. ${missing}`);
  const foreign = found.libraries.flatMap((folder) => [`${folder}/site-packages`, `${folder}/dist-packages`]);
  return { ...found, runtime, foreign };
}

/** The interpreter's command line, with the runner of its runtime (in `runners`) as the program. */
export function runnerCommand(
  { runtime, executable }: Pick<Interpreter, 'runtime' | 'executable'>,
  runners: string,
  memory: number,
): string[] {
  return runtime === 'python'
    ? [executable, '-I', '-S', '-B', `${runners}/python/main.py`]
    : [executable, ...nodeFlags(memory), `${runners}/javascript/main.cjs`];
}

/** Least memory, in bytes, in which a runtime can start and say what went wrong; smaller limits count as this. */
export const leastMemory: Readonly<Record<ScriptRuntime, number>> = {
  python: 24 * 1024 ** 2,
  javascript: 96 * 1024 ** 2,
};

/** What Node needs beside its heap: code, stacks, young generation. */
const besideHeap = 64 * 1024 ** 2;

function nodeFlags(memory: number): string[] {
  const heap = Math.max(memory, leastMemory.javascript) - besideHeap;
  return [`--max-old-space-size=${Math.floor(heap / 1024 ** 2)}`];
}

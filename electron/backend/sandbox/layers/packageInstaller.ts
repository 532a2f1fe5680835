import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { programOnPath } from '../../system/programOnPath.ts';
import type { Interpreter } from '../interpreter/interpreter.ts';

/** Installs packages into an empty folder. */
export interface Installation {
  runtime: ScriptRuntime;
  interpreter: Interpreter;
  packages: readonly string[];
  folder: string;
  /** A line of what is happening. */
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

const tools = { python: 'pip', javascript: 'npm' } as const;

/** What the tools say when nobody answers. */
const offline =
  /Temporary failure in name resolution|Failed to establish a new connection|Name or service not known|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|Network is unreachable|ConnectTimeoutError|ERR_SOCKET/;

/**
 * Runs pip or npm (S7). Packages' install scripts are not run by npm; pip takes wheels where there are any.
 * @throws AppError `actorFailed` with what to do; the signal's reason when it was cancelled
 */
export async function installPackages(installation: Installation): Promise<void> {
  const { runtime, packages, signal } = installation;
  const odd = packages.find((name) => name.startsWith('-') || name.trim() === '');
  if (odd !== undefined) throw refusal(installation, `"${odd}" is no package's name`);
  const [command, ...args] = await (runtime === 'python' ? pipCommand(installation) : npmCommand(installation));
  const { code, said } = await run(command!, args, installation);
  signal.throwIfAborted();
  if (code !== 0) throw explained(installation, said);
  if (runtime === 'python') await compile(installation);
}

function pipCommand({ interpreter, folder, packages }: Installation): string[] {
  const flags =
    '--no-input --disable-pip-version-check --no-compile --progress-bar off --prefer-binary --retries 2'.split(' ');
  return [interpreter.executable, '-m', 'pip', 'install', ...flags, '--target', folder, ...packages];
}

async function npmCommand(installation: Installation): Promise<string[]> {
  const npm = programOnPath('npm');
  if (!npm) throw refusal(installation, 'npm is not installed: install Node.js with npm (https://nodejs.org)');
  await writeFile(join(installation.folder, 'package.json'), '{"private":true}\n');
  const flags =
    '--no-audit --no-fund --ignore-scripts --no-update-notifier --loglevel=http --fetch-retries=1 --fetch-retry-mintimeout=1000'.split(
      ' ',
    );
  return [npm, 'install', '--prefix', installation.folder, ...flags, ...installation.packages];
}

/** Sandboxes cannot keep what they compile, so every start would do it anew. Files that are not meant for this version do not matter. */
async function compile(installation: Installation): Promise<void> {
  installation.onProgress('Compiling');
  const args = ['-I', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', installation.folder];
  await run(installation.interpreter.executable, args, { ...installation, onProgress: () => {} });
  installation.signal.throwIfAborted();
}

function run(
  command: string,
  args: readonly string[],
  { onProgress, signal }: Installation,
): Promise<{ code: number | null; said: string }> {
  // Should this program be killed, so is the tool.
  const guard = programOnPath('setpriv');
  const [program, ...rest] = guard ? [guard, '--pdeathsig', 'KILL', command, ...args] : [command, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(program!, rest, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PIP_NO_INPUT: '1', npm_config_yes: 'true' },
    });
    let said = '';
    const stop = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    signal.addEventListener('abort', stop, { once: true });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        said = `${said}${line}\n`.slice(-16_384);
        if (line.trim() !== '') onProgress(line.trim());
      });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve({ code, said });
    });
    if (signal.aborted) stop();
  });
}

function explained(installation: Installation, said: string): AppError {
  const { runtime, packages } = installation;
  if (runtime === 'python' && /No module named pip/.test(said))
    return refusal(installation, 'Python has no pip: install it (Debian and Ubuntu: sudo apt-get install python3-pip)');
  if (offline.test(said))
    return refusal(
      installation,
      'the package index cannot be reached. Connect to the network and run again; ' +
        (runtime === 'python'
          ? 'behind a proxy or with an index of your own, set it with pip config'
          : 'behind a proxy or with a registry of your own, set it with npm config'),
    );
  const missing =
    /No matching distribution found for (\S+)/.exec(said)?.[1] ??
    /404 {2}'?([^\s']+?)(?:@[^\s@']*)?'? is not in this registry/.exec(said)?.[1];
  if (missing)
    return refusal(
      installation,
      `there is no package ${missing} that fits: correct it under sandbox.${runtime}.packages in reflow.yaml`,
    );
  const last =
    said
      .trim()
      .split('\n')
      .findLast((line) => /error/i.test(line)) ??
    said.trim().split('\n').at(-1) ??
    '';
  return refusal({ ...installation, packages }, `${tools[runtime]} said: ${last.trim()}`);
}

function refusal({ runtime, packages }: Installation, why: string): AppError {
  const message = `The ${runtime === 'python' ? 'Python' : 'JavaScript'} packages ${packages.join(', ')} could not be installed: ${why}.`;
  return new AppError('actorFailed', message, { type: 'PackagesFailed', message, stack: '' });
}

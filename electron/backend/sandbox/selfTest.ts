import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Sandbox } from './sandbox.ts';
import { startDeadline } from './startDeadline.ts';

/**
 * Starts an interpreter with arguments of its command line in a sandbox with these variables.
 * @throws AppError `noSandbox` when the runtime cannot be had
 */
export type StartProbe = (
  runtime: ScriptRuntime,
  command: string[],
  environment: Record<string, string>,
) => Promise<{ version: string; sandbox: Sandbox }>;

/** Each prints a JSON list of what it could do though it must not. */
const probes: Readonly<Record<ScriptRuntime, string[]>> = {
  python: [
    '-I',
    '-S',
    '-B',
    '-c',
    `
import json, os, socket
found = []
def attempt(what, action):
    try:
        action()
    except Exception:
        return
    found.append(what)
attempt('reads files of the host', lambda: open(os.environ['CANARY']).read())
attempt('reaches the network', lambda: socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 2))
attempt('writes outside of its temporary directory', lambda: open('/written', 'w'))
attempt('changes the kernel', lambda: open('/proc/sys/kernel/hostname', 'w'))
status = dict(line.split(':\\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\\t' in line)
if status.get('Seccomp') != '2' and 'OWN_KERNEL' not in os.environ: found.append('has no system call filter')
if status.get('NoNewPrivs') != '1' and 'OWN_KERNEL' not in os.environ: found.append('may gain privileges')
if int(status['CapEff'], 16) or int(status['CapBnd'], 16): found.append('has capabilities')
if len([name for name in os.listdir('/proc') if name.isdigit()]) > 3: found.append('sees processes of the host')
print(json.dumps(found))`,
  ],
  javascript: [
    '-e',
    `
const fs = require('node:fs');
const found = [];
const attempt = (what, action) => { try { action(); } catch { return; } found.push(what); };
attempt('reads files of the host', () => fs.readFileSync(process.env.CANARY));
attempt('writes outside of its temporary directory', () => fs.writeFileSync('/written', ''));
attempt('changes the kernel', () => fs.openSync('/proc/sys/kernel/hostname', 'w'));
const status = Object.fromEntries(fs.readFileSync('/proc/self/status', 'utf8').split('\\n').map((line) => line.split(':\\t')));
if (status.Seccomp !== '2' && !process.env.OWN_KERNEL) found.push('has no system call filter');
if (status.NoNewPrivs !== '1' && !process.env.OWN_KERNEL) found.push('may gain privileges');
if (!/^0+$/.test(status.CapEff + status.CapBnd)) found.push('has capabilities');
if (fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length > 3) found.push('sees processes of the host');
const socket = require('node:net').connect(Number(process.env.PORT), '127.0.0.1');
const done = () => { console.log(JSON.stringify(found)); process.exit(); };
socket.on('connect', () => { found.push('reaches the network'); done(); });
socket.on('error', done);`,
  ],
};

const names: Readonly<Record<ScriptRuntime, string>> = { python: 'Python', javascript: 'Node.js' };

/**
 * Starts real sandboxes and lets programs in them try what must fail (S1). It holds when every runtime that is there is held in,
 * and there is at least one.
 * @param limits how limits are imposed, for the sentence
 * @param options `ownKernel`: programs inside never reach this machine's kernel, so that no filter stands before it
 */
export async function examineIsolation(
  start: StartProbe,
  limits: string,
  signal?: AbortSignal,
  { ownKernel = false } = {},
): Promise<{ works: boolean; reason: string }> {
  const cut = AbortSignal.any([AbortSignal.timeout(startDeadline), ...(signal ? [signal] : [])]);
  const folder = await mkdtemp(join(tmpdir(), 'reflow-studio-test-'));
  const server = createServer((socket) => socket.destroy());
  try {
    const canary = join(folder, 'canary');
    await writeFile(canary, randomUUID());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const environment = {
      CANARY: canary,
      ...(ownKernel ? { OWN_KERNEL: '1' } : {}),
      PORT: String((server.address() as AddressInfo).port),
    };
    const runtimes = Object.keys(probes) as ScriptRuntime[];
    const results = await Promise.all(runtimes.map((runtime) => examine(runtime, start, environment, cut)));
    const held = results.filter(({ verdict }) => verdict === 'held');
    if (held.length === 0 || results.some(({ verdict }) => verdict === 'broken'))
      return { works: false, reason: sentences(results.filter(({ verdict }) => verdict !== 'held')) };
    const missing = results.filter(({ verdict }) => verdict === 'missing');
    return {
      works: true,
      reason:
        `Tried with ${held.map(({ text }) => text).join(' and ')}: no host files, no network, no other processes, ` +
        `${ownKernel ? 'a kernel of its own' : 'a system call filter'}, ${limits}.${missing.length > 0 ? ` ${sentences(missing)}` : ''}`,
    };
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Result {
  verdict: 'held' | 'broken' | 'missing';
  text: string;
}

async function examine(
  runtime: ScriptRuntime,
  start: StartProbe,
  environment: Record<string, string>,
  signal: AbortSignal,
): Promise<Result> {
  const name = names[runtime];
  let started;
  try {
    started = await start(runtime, probes[runtime], environment);
  } catch (failure) {
    if (failure instanceof AppError) return { verdict: 'missing', text: failure.message };
    throw failure;
  }
  const { sandbox, version } = started;
  const end = () => sandbox.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    const [printed, complaints, exit] = await Promise.all([
      text(sandbox.prints.stdout),
      text(sandbox.prints.stderr),
      sandbox.exited,
    ]);
    signal.throwIfAborted();
    // Some drivers carry both streams as one.
    const found = readList(printed) ?? readList(complaints);
    if (!found) return { verdict: 'broken', text: `${name} did not start in a sandbox: ${explain(complaints, exit)}` };
    if (found.length > 0) return { verdict: 'broken', text: `${name} in a sandbox ${found.join(', ')}.` };
    return { verdict: 'held', text: `${name} ${version}` };
  } catch (failure) {
    if (!signal.aborted) throw failure;
    return { verdict: 'broken', text: `${name} did not answer from its sandbox within ${startDeadline / 1000} s.` };
  } finally {
    signal.removeEventListener('abort', end);
    sandbox.kill();
  }
}

function readList(printed: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(printed);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}

function explain(complaints: string, exit: { code: number | null; signal: string | null }): string {
  const said = complaints.trim().split('\n').at(-1) || `it ended with ${exit.signal ?? `code ${exit.code}`}`;
  return /namespace|uid map|Operation not permitted|Permission denied/.test(said)
    ? `${said}. This machine seems to forbid user namespaces to ordinary programs: allow them ` +
        '(sysctl -w kernel.unprivileged_userns_clone=1, on Ubuntu sysctl -w kernel.apparmor_restrict_unprivileged_userns=0) ' +
        'or use another driver.'
    : `${said}.`;
}

const sentences = (results: readonly Result[]) => [...new Set(results.map(({ text }) => text))].join(' ');

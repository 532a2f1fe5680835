import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { largestMessage } from '#shared/actor/limits.ts';
import type { ChannelRecord } from '../../channel/channelRecord.ts';
import { recordKind, type LoadPayload } from '../../channel/frames.ts';
import { SandboxChannel } from '../../channel/sandboxChannel.ts';
import type { HiddenPages } from './hiddenPage.ts';
import type { Sandbox, SandboxRequest } from '../sandbox.ts';

/** Milliseconds until a runtime counts as not starting: Python takes seconds on a busy machine. */
const deadline = 60_000;
const megabyte = 1024 ** 2;

/** Each answers with a list of what it could do though it must not; PORT is where somebody listens. */
const probes: Readonly<Record<ScriptRuntime, string>> = {
  javascript: `
exports.process = async () => {
  const found = [];
  const attempt = async (what, action) => { try { if ((await action()) !== undefined) found.push(what); } catch {} };
  const code = (text) => (0, eval)(text);
  await attempt('reaches the network', () => code('import("http://127.0.0.1:PORT/")'));
  await attempt('reaches the network', () => code('fetch("http://127.0.0.1:PORT/")'));
  await attempt('reads files of the host', () => code('import("file:///etc/passwd")'));
  await attempt('has Node', () => code('process.binding ?? process.mainModule'));
  await attempt('starts workers', () => code('new Worker(location.href)'));
  await attempt('keeps files', () => code('navigator.storage.getDirectory()'));
  return { found };
};`,
  python: `
import os
async def process(context):
    found = []
    def attempt(what, action):
        try:
            if action() is not None: found.append(what)
        except BaseException:
            pass
    def connect():
        import socket
        return socket.create_connection(('127.0.0.1', PORT), 2)
    def script(text):
        from pyodide.code import run_js
        return run_js(text)
    attempt('reaches the network', connect)
    attempt('reaches the network', lambda: script('fetch("http://127.0.0.1:PORT/")'))
    attempt('has Node', lambda: script('process.binding'))
    attempt('starts programs', lambda: os.fork())
    attempt('reads files of the host', lambda: open('/etc/passwd').read() if 'root:' in open('/etc/passwd').read() else None)
    return {"found": found}`,
};

const names: Readonly<Record<ScriptRuntime, string>> = { javascript: 'JavaScript', python: 'Python' };

/**
 * Runs actors in real pages that try what must fail (S1), and watches from outside whether anybody came. It holds when JavaScript is held
 * in, and Python, too, where it starts.
 */
export async function examinePages(
  start: (request: SandboxRequest) => Promise<Sandbox>,
  { version, canHold }: Pick<HiddenPages, 'version' | 'canHold'>,
  signal?: AbortSignal,
): Promise<{ works: boolean; reason: string }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  const cut = AbortSignal.any([AbortSignal.timeout(deadline), ...(signal ? [signal] : [])]);
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    for (const runtime of ['javascript', 'python'] as const) {
      const limits = { memory: 512 * megabyte, cpu: 1, timeout: 30 };
      const sandbox = await start({ runtime, limits, environment: {} });
      try {
        const found = await runProbe(sandbox, probes[runtime].replaceAll('PORT', String(port)), cut);
        if (found.length > 0 || connections > 0)
          return {
            works: false,
            reason: `${names[runtime]} in a hidden page ${found.join(', ') || 'reaches the network'}.`,
          };
      } finally {
        sandbox.kill();
        await sandbox.exited;
      }
    }
    return {
      works: true,
      reason:
        `Tried with JavaScript and Python in hidden pages of Chromium ${version}: no network, no Node, no files, no workers of their own; ` +
        `Chromium's process sandbox; memory${canHold ? ", the processor's share" : ''} and time by measuring` +
        `${canHold ? '' : "; the processor's share is not bounded on this system"}.`,
    };
  } catch (failure) {
    signal?.throwIfAborted();
    return { works: false, reason: `Its self-test failed: ${(failure as Error).message}` };
  } finally {
    server.close();
  }
}

/** Loads an actor, sends it one empty message, and answers what it says it found. */
async function runProbe(sandbox: Sandbox, source: string, signal: AbortSignal): Promise<string[]> {
  const channel = new SandboxChannel(sandbox.channel);
  sandbox.prints.stdout.resume();
  let complaint = '';
  sandbox.prints.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${names[sandbox.runtime]}: ${complaint.trim() || why}`));
    signal.addEventListener('abort', () => fail('it did not answer in time'), { once: true });
    const instance = channel.attach({
      receive: (record: ChannelRecord) => {
        if (record.kind === recordKind.loaded)
          channel.sendText(recordKind.process, 0, instance, channel.beginCall(instance), '{}');
        else if (record.kind === recordKind.output) resolve((JSON.parse(record.text) as unknown[]).map(String));
        else if (record.kind === recordKind.failed || record.kind === recordKind.loadFailed) fail(record.text);
      },
      printed: () => {},
      closed: () => void sandbox.exited.then(() => fail('its page ended')),
    });
    const entry = sandbox.runtime === 'python' ? 'probe.py' : 'probe.js';
    const load: LoadPayload = {
      ...{ entry, files: { [entry]: source }, function: null, component: 'Probe', actorId: 'probe', config: '{}' },
      ...{ inports: [], outports: ['found'], largest: largestMessage },
    };
    channel.sendText(recordKind.load, 0, instance, channel.beginCall(instance), JSON.stringify(load));
  });
}

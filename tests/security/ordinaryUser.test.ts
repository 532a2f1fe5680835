import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeRunners } from '../contract/sandboxDriverProbe.ts';

const nobody = 65534;

/** Desktops: no root, no cgroups of one's own, limits by rlimits alone. Only root can become somebody else to try it. */
describe.runIf(process.getuid?.() === 0)('sandboxes of an ordinary user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reflow-ordinary-'));
  const host = join(folder, 'host.mjs');
  const runners = join(folder, 'runners');

  beforeAll(async () => {
    cpSync(probeRunners, runners, { recursive: true });
    chmodSync(folder, 0o755);
    await build({
      entryPoints: [fileURLToPath(new URL('sandboxHost.ts', import.meta.url))],
      outfile: host,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function answers(python: string, javascript: string): Promise<unknown[]> {
    const child = spawn('node', [host, runners, python, javascript], {
      uid: nobody,
      gid: nobody,
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
      return JSON.parse(line) as unknown[];
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }

  it('[S1] they start, hold a bomb of processes and one of memory, and see nothing of the host', async () => {
    const [python, javascript] = await answers(
      `
import os, signal, socket
def attempt(action):
    try: return repr(action())
    except Exception as failure: return type(failure).__name__
children = []
try:
    while len(children) < 1000:
        pid = os.fork()
        if pid == 0: signal.pause()
        children.append(pid)
except OSError: pass
for pid in children: os.kill(pid, 9)
answer = [len(children) < 128, len(children) > 20, attempt(lambda: bytearray(b'1') * (2 << 30)), attempt(socket.socket),
  attempt(lambda: open('/etc/passwd')), attempt(lambda: open('/proc/sys/kernel/core_pattern', 'w')), os.getuid()]`,
      `
const fs = require('node:fs');
const attempt = (action) => { try { return action(); } catch (failure) { return failure.code; } };
return [attempt(() => fs.readFileSync('/etc/passwd', 'utf8')), attempt(() => fs.writeFileSync('/x', '')), process.getuid()]`,
    );
    expect(python).toEqual([true, true, 'MemoryError', 'PermissionError', 'FileNotFoundError', 'OSError', nobody]);
    expect(javascript).toEqual(['ENOENT', 'EROFS', nobody]);
  });
});

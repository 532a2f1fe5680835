import { readdirSync, readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { Captive, isolatingDrivers, stopEngine } from './captive.ts';

const megabyte = 1024 ** 2;
const runtimes: readonly ScriptRuntime[] = ['python', 'javascript'];

/** Processes and threads of a sandbox, as the host counts them by its cgroup. */
function tasksIn({ sandbox }: Captive): number {
  const id = sandbox.id.split('-')[1]!;
  let tasks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      if (readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(id)) tasks += readdirSync(`/proc/${pid}/task`).length;
    } catch {
      // It ended while we looked.
    }
  return tasks;
}

afterAll(stopEngine);

describe.each(isolatingDrivers)('bounds of $name', ({ make }) => {
  const driver = make();
  afterAll(() => driver[Symbol.asyncDispose]());

  it('[X4] a fork bomb is bounded, and ends with its sandbox', async () => {
    await using bomb = await Captive.in(driver, 'python');
    const over = bomb.run('while True:\n    try: os.fork()\n    except OSError: pass');
    await expect.poll(() => tasksIn(bomb), { timeout: 10_000 }).toBeGreaterThan(100);
    // All the while a neighbour can start and work.
    await using neighbour = await Captive.in(driver, 'python');
    expect(await neighbour.run('answer = 6 * 7')).toBe(42);
    expect(tasksIn(bomb)).toBeLessThanOrEqual(128);
    bomb.sandbox.kill();
    expect(await over).toBeNull();
    await bomb.sandbox.exited;
    expect(await neighbour.run('answer = 6 * 7')).toBe(42);
    expect(tasksIn(bomb)).toBe(0);
  });

  it('[X4] a fork bomb of JavaScript is bounded', async () => {
    await using bomb = await Captive.in(driver, 'javascript');
    void bomb.run(
      `const { spawn } = require('node:child_process');
       for (;;) { spawn(process.execPath, ['-e', 'for (;;);']).on('error', () => {}); await new Promise(setImmediate); }`,
    );
    await expect.poll(() => tasksIn(bomb), { timeout: 20_000 }).toBeGreaterThan(30);
    expect(tasksIn(bomb)).toBeLessThanOrEqual(128);
    bomb.sandbox.kill();
    await bomb.sandbox.exited;
    expect(tasksIn(bomb)).toBe(0);
  });

  it('[X4] threads are bounded', async () => {
    await using captive = await Captive.in(driver, 'python');
    const started = await captive.run(`
import threading
event, answer = threading.Event(), 0
try:
    while answer < 1000:
        threading.Thread(target=event.wait, daemon=True).start()
        answer += 1
except RuntimeError:
    pass
event.set()`);
    expect(started).toBeGreaterThan(20);
    expect(started).toBeLessThan(128);
  });

  it('[X4] memory taken by children counts', async () => {
    const free = freemem();
    await using captive = await Captive.in(driver, 'python', { memory: 96 * megabyte });
    const lost = captive.run(`
children = []
for _ in range(8):
    pid = os.fork()
    if pid == 0:
        held = bytearray(b'1') * (40 << 20)
        import time; time.sleep(1)
        os._exit(0)
    children.append(pid)
statuses = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children[:6]]
answer = statuses`);
    // The kernel ends some of the children or the whole: never do all of them have what they asked for.
    const statuses = await Promise.race([lost, captive.sandbox.exited.then(() => null)]);
    if (statuses !== null) expect(statuses as number[]).toContain(-9);
    expect(captive.sandbox.memoryBytes() ?? 0).toBeLessThanOrEqual(96 * megabyte);
    expect(free - freemem()).toBeLessThan(2048 * megabyte);
  });

  it('[X4] memory behind file descriptors counts', async () => {
    await using captive = await Captive.in(driver, 'python', { memory: 64 * megabyte });
    const reply = await captive.run(`
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
held = []
while True:
    held.append(os.memfd_create('x'))
    os.write(held[-1], bytes(8 << 20))`);
    expect(reply).toBeNull();
    expect(await captive.sandbox.exited).toMatchObject({ cause: 'memory' });
  });

  it.each(runtimes)('[X4] the temporary directory is full at 16 MB (%s)', async (runtime) => {
    await using captive = await Captive.in(driver, runtime);
    const [error, written] = (await captive.run(
      runtime === 'python'
        ? `
written = 0
def fill():
    global written
    for index in range(64):
        with open('/tmp/%d' % index, 'wb', buffering=0) as file:
            for _ in range(4):
                written += file.write(bytes(256 << 10))
answer = [attempt(fill), written]`
        : `
let written = 0;
const error = attempt(() => {
  for (let index = 0; index < 64; index++) { fs.writeFileSync('/tmp/' + index, Buffer.alloc(1 << 20)); written += 1 << 20; }
});
return [error, written]`,
    )) as [string, number];
    expect(error).toBe('ENOSPC');
    expect(written).toBeGreaterThan(8 * megabyte);
    expect(written).toBeLessThanOrEqual(16 * megabyte);
  });

  it('[X4] files without content are bounded by memory', async () => {
    await using captive = await Captive.in(driver, 'python', { memory: 48 * megabyte });
    const answer = await captive.run(`
def flood():
    for index in range(2_000_000):
        os.close(os.open('/tmp/%d' % index, os.O_CREAT | os.O_WRONLY))
answer = attempt(flood)`);
    expect([null, 'ENOSPC', 'ENOMEM']).toContain(answer);
  });

  it('[X4] open files are bounded', async () => {
    await using captive = await Captive.in(driver, 'python');
    expect(
      await captive.run(`
held = []
def flood():
    for _ in range(5000): held.append(os.open('/dev/null', os.O_RDONLY))
answer = [attempt(flood), len(held) < 256]
for descriptor in held: os.close(descriptor)`),
    ).toEqual(['EMFILE', true]);
  });

  it.each(runtimes)('[S3] it gets the share of the processor that it was given (%s)', async (runtime) => {
    await using captive = await Captive.in(driver, runtime, { cpu: 0.25 });
    const share = await captive.run(
      runtime === 'python'
        ? `
import time
time.sleep(0.3)
began, used = time.monotonic(), time.process_time()
while time.monotonic() < began + 2: pass
answer = (time.process_time() - used) / (time.monotonic() - began)`
        : `
const began = performance.now(), used = process.cpuUsage();
while (performance.now() < began + 2000);
const { user, system } = process.cpuUsage(used);
return (user + system) / 1000 / (performance.now() - began)`,
    );
    expect(share).toBeLessThan(0.4);
  });

  it.each(runtimes)('[X4] a flood of prints that nobody reads stays in the sandbox (%s)', async (runtime) => {
    await using captive = await Captive.in(driver, runtime, { readPrints: false });
    await captive.run(runtime === 'python' ? 'answer = 1' : 'return 1');
    const before = process.memoryUsage();
    void captive.run(
      runtime === 'python'
        ? `
text = b'x' * (1 << 20)
for _ in range(2048): os.write(1, text)`
        : `
const text = Buffer.alloc(1 << 20, 120);
for (let count = 0; count < 2048; count++) { try { fs.writeSync(1, text); } catch { await new Promise(setImmediate); } }`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const after = process.memoryUsage();
    expect(after.external + after.arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(8 * megabyte);
    expect(captive.sandbox.prints.stdout.readableLength).toBeLessThan(megabyte);
  });

  it('[X4] one that stops itself or its parent is still killed', async () => {
    await using captive = await Captive.in(driver, 'python');
    void captive.run(`
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
attempt(lambda: os.kill(1, signal.SIGSTOP))
os.kill(os.getpid(), signal.SIGSTOP)`);
    captive.sandbox.kill();
    expect(await captive.sandbox.exited).toMatchObject({ cause: 'killed' });
  });
});

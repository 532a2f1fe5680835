import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { barePython } from './bareInterpreter.ts';
import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { ChildServer } from './childServer.ts';
import { measurement, type Measurement } from './figures.ts';
import { LoadClient } from './loadClient.ts';

const bareCommands = () => ({
  Python: [barePython(), '-c', 'import time; time.sleep(60)'],
  JavaScript: [process.execPath, '-e', 'setTimeout(() => {}, 60000)'],
});

/** B10: memory of an idle back end and of idle sandboxes, beside bare interpreters. Proportional set sizes, Linux only. */
export async function memoryBench(): Promise<Record<'B10', Measurement[]>> {
  await using workspace = await BenchWorkspace.make(0);
  await using server = await ChildServer.start([
    ...['serve', '--workspace', workspace.root],
    ...['--port', '0', '--http-port', '0', '--metrics-port', '0'],
  ]);
  const bareNode = await bareMemory(bareCommands().JavaScript);
  await settle();
  const B10 = [measurement('idle back end', 'MB', await memoryOf(server.pid), 'bare node', bareNode, '≤ 150 MB')];
  for (const [language, actor] of Object.entries(benchActors) as ['Python' | 'JavaScript', string][]) {
    const before = new Set(await descendants(server.pid));
    using client = await LoadClient.connect(server.ready['rpc']!, actor);
    await client.oneByOne(3);
    await settle();
    const fresh = (await descendants(server.pid)).filter((pid) => !before.has(pid));
    let memory = 0;
    for (const pid of fresh) memory += await memoryOf(pid);
    const wanted = language === 'Python' ? '≤ 12 MB' : '≤ 45 MB';
    const bare = language === 'Python' ? await bareMemory(bareCommands().Python) : bareNode;
    B10.push(measurement(`idle ${language} sandbox`, 'MB', memory, 'bare interpreter', bare, wanted));
  }
  return { B10 };
}

async function bareMemory([command, ...args]: readonly string[]): Promise<number> {
  const child: ChildProcess = spawn(command!, args, { stdio: 'ignore' });
  await settle();
  let memory = 0;
  for (const pid of [child.pid!, ...(await descendants(child.pid!))]) memory += await memoryOf(pid);
  child.kill('SIGKILL');
  return memory;
}

/** Private memory of a process and its share of what is shared, in megabytes. */
async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}

/** All processes below one. */
async function descendants(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(status)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow);
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 800));
}

import { spawn, type ChildProcess } from 'node:child_process';
import { barePython } from './bareInterpreter.ts';
import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { ChildServer } from './childServer.ts';
import { measurement, type Measurement } from './figures.ts';
import { LoadClient } from './loadClient.ts';
import { descendants, memoryOf } from './processMemory.ts';

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

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 800));
}

import { expect, it } from 'vitest';
import { Folder } from '../integration/commandLine.ts';
import { SandboxApp } from './sandboxApp/sandboxApp.ts';

it('[D10, P4] in the window, too, a file that crashes, hangs or fills its parser costs that file a problem and nothing else', async () => {
  await using folder = await Folder.make({
    'deep.actor.js': `x = ${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    'memory.actor.js': `x = [${'1,'.repeat(4_000_000)}]`,
    'time.actor.py': `x = [${'(a, b) = c;'.repeat(2_000_000)}`,
    'good.actor.py': 'from reflow import actor\n@actor(name="Good")\ndef f(context): pass\n',
  });
  await using program = await SandboxApp.open();
  const files = ['deep.actor.js', 'memory.actor.js', 'time.actor.py', 'good.actor.py'].map((name) => folder.path(name));
  const { readings, error } = await program.ask({ ask: 'read', files, memory: 48, timeLimit: 4000 });
  expect(error).toBeUndefined();
  const problem = expect.stringMatching(/nested too deeply|needed more than 48 MB|took more than 4 s/);
  expect(readings).toEqual([
    ...Array.from({ length: 3 }, () => ({ actors: [], problems: [problem] })),
    { actors: ['Good'], problems: [] },
  ]);
});

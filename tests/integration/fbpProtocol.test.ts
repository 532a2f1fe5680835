import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Folder, projectRoot, Served } from './commandLine.ts';

interface Outcome {
  stats: { tests: number; passes: number; pending: number; failures: number };
  failures: { fullTitle: string; err: { message: string } }[];
}

/** The suite that the package brings, over its own program. */
async function publicSuite(server: Served, token: string): Promise<Outcome> {
  await using home = await Folder.make({
    'fbp-config.json': JSON.stringify({
      name: 'reflow-studio',
      host: new URL(server.ready.rpc).hostname,
      port: Number(new URL(server.ready.rpc).port),
      collection: 'core',
      version: '0.9',
    }),
  });
  const program = path.join(projectRoot, 'node_modules/fbp-protocol/bin/fbp-test');
  const child = spawn(process.execPath, [program, '--reporter', 'json'], {
    cwd: projectRoot,
    env: { ...process.env, PROJECT_HOME: home.root, FBP_PROTOCOL_SECRET: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(stdout.slice(stdout.indexOf('\n{'))) as Outcome;
}

it('[R8] the public fbp-protocol suite passes in full against serve, with the token as its secret', async () => {
  await using folder = await Folder.make({ 'reflow.yaml': '' });
  await using server = await Served.start(folder.root);
  const token = server.token;
  const { stats, failures } = await publicSuite(server, token);
  expect(failures.map(({ fullTitle, err }) => `${fullTitle}: ${err.message}`)).toEqual([]);
  expect(stats).toMatchObject({ tests: 22, passes: 22, pending: 0, failures: 0 });
}, 60_000);

it('[R8] fbp-spec drives a Python and a JavaScript actor of the example workspace', async () => {
  await using folder = await Folder.make({});
  await cp(path.join(projectRoot, 'resources/examples/weather'), folder.root, { recursive: true });
  await using server = await Served.start(folder.root);
  const token = server.token;
  const specs = path.join(projectRoot, 'node_modules/fbp-spec/bin/fbp-spec');
  const connect = ['--address', server.ready.rpc, '--secret', token, '--command-timeout', '20'];
  const child = spawn(process.execPath, [specs, ...connect, folder.path('actors')], { stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(output.match(/ ✓$/gm) ?? output).toHaveLength(5);
  expect(output).toContain('Rolling mean');
  expect(output).toContain('Heat rule');
  expect({ code, output }).toMatchObject({ code: 0 });
}, 60_000);

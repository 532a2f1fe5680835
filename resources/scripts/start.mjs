#!/usr/bin/env node
// From a fresh clone to the window (P1): installs and builds what is missing, then opens the window on a copy of the example
// workspace. Without a display or an Electron to start, it serves the same editor and prints its address.
import path from 'node:path';
import process from 'node:process';
import { runInForeground, runNode } from './childProcess.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { electronBinary } from './electronBinary.mjs';
import { freePortsFor } from './freePorts.mjs';
import { projectRoot } from './projectRoot.mjs';

const say = (sentence) => process.stdout.write(`${sentence}\n`);

const help = `npm start                       opens the window on your copy of the weather example
npm start -- FOLDER             on a workspace of your own
npm start -- --example NAME     on your copy of another example: log-alerts, live-feed
npm start -- --serve            serves the editor for a browser, even where a window could be opened

What follows goes to the window, or to \`reflow-studio serve\`: \`npm start -- --serve --port 6000\`.`;

async function start(args) {
  if (args.includes('--help') || args.includes('-h')) {
    say(help);
    return 0;
  }
  await ensureDependencies();
  const built = await runNode([path.join(projectRoot, 'resources/scripts/build.mjs')]);
  if (built !== 0) return built;

  const onlyServe = args.includes('--serve');
  const { example, others } = takeExample(args.filter((arg) => arg !== '--serve'));
  const [folder, ...rest] = others;
  const named = folder !== undefined && !folder.startsWith('-');
  const workspace = named ? path.resolve(process.env.INIT_CWD ?? '.', folder) : await exampleWorkspace(example);
  const passedOn = named ? rest : [folder, ...rest].filter((arg) => arg !== undefined);

  if (onlyServe) return serve(workspace, passedOn);
  if (!hasDisplay()) {
    say('There is no display here, so the editor is served for a browser.');
    return serve(workspace, passedOn);
  }
  const electron = await electronBinary();
  if (!electron) {
    say('Electron is not here and could not be fetched, so the editor is served for a browser.');
    return serve(workspace, passedOn);
  }
  say(`Opening ${workspace} …`);
  return runInForeground(electron, [...rootNeeds(), projectRoot, '--workspace', workspace, ...passedOn]);
}

async function exampleWorkspace(example) {
  const { ensureExampleWorkspace } = await import('../../dist/main/exampleWorkspace.js');
  return ensureExampleWorkspace(path.join(projectRoot, 'dist/examples'), example);
}

function takeExample(args) {
  const at = args.indexOf('--example');
  if (at < 0) return { example: undefined, others: args };
  return { example: args[at + 1] ?? '', others: args.toSpliced(at, 2) };
}

async function serve(workspace, args) {
  const taken = await freePortsFor(args);
  for (const { port } of taken) say(`Port ${port} is in use, so a free one is taken instead.`);
  say(`Serving ${workspace}; stop with Ctrl-C. Its address in a browser is "editor" in the next line.`);
  const command = path.join(projectRoot, 'electron/cli/reflow-studio.mjs');
  return runNode([command, 'serve', '--workspace', workspace, ...args, ...taken.flatMap(({ flag }) => [flag, '0'])]);
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Chromium refuses to start its own sandbox for root. */
function rootNeeds() {
  return process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : [];
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`start: ${error.message}\n`);
  process.exitCode = 1;
}

import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from './expect.ts';
import { describe, it } from 'vitest';
import { testElectron } from '../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../integration/commandLine.ts';
import { processesMentioning } from './desktopWindow.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

/** `npm start` with its own data folder; the lines it prints, as they come. */
function start(home: Folder, args: readonly string[], environment: Record<string, string>) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  const child = spawn(process.execPath, [path.join(projectRoot, 'resources/scripts/start.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, XDG_DATA_HOME: home.path('data'), XDG_CONFIG_HOME: home.path('config'), ...environment },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, ended, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function lineWith(lines: AsyncIterator<string>, text: string): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`start ended without saying ${text}`);
    if (value.includes(text)) return value;
  }
}

/** Sees to it that a port is taken, by this test or by whoever has it already. */
async function holdPort(port: number): Promise<AsyncDisposable> {
  const server = createServer();
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  return {
    [Symbol.asyncDispose]: () => new Promise((resolve) => (isOpen ? server.close(() => resolve()) : resolve())),
  };
}

const freePorts = ['--port', '0', '--http-port', '0', '--metrics-port', '0'];

describe('npm start', () => {
  it('[P1] serves the editor on a copy of the example where there is no display, keeps the copy, and ends with its children', async () => {
    await using home = await Folder.make({});
    const copy = home.path('data/reflow-studio/examples/weather');
    await using _taken = await holdPort(5555);
    for (const round of [1, 2]) {
      const { child, ended, lines } = start(home, ['--port', '0', '--metrics-port', '0'], {});
      await lineWith(lines, 'no display');
      await lineWith(lines, 'Port 5555 is in use');
      const { editor } = JSON.parse(await lineWith(lines, '"event":"ready"')) as { editor: string };
      const page = await fetch(editor);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('<div id="root"');
      if (round === 1) await writeFile(path.join(copy, 'mine.txt'), 'kept');
      else expect(await readFile(path.join(copy, 'mine.txt'), 'utf8')).toBe('kept');
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(await processesMentioning(copy)).toEqual([]);
    }
  });

  it('[P1] ends with npm, which ends at a signal without passing it on', async () => {
    await using home = await Folder.make({});
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
    // As npm runs a script.
    const words = [process.execPath, path.join(projectRoot, 'resources/scripts/start.mjs'), ...freePorts];
    const shell = spawn('sh', ['-c', `${words.map((word) => `'${word}'`).join(' ')}; exit`], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...env, XDG_DATA_HOME: home.path('data'), npm_lifecycle_event: 'start' },
    });
    await lineWith(createInterface({ input: shell.stdout })[Symbol.asyncIterator](), '"event":"ready"');
    shell.kill('SIGTERM');
    await expect.poll(() => processesMentioning(home.root)).toEqual([]);
  });

  it('[P1] opens the window where there is a display, and takes it along when it ends', async () => {
    await using home = await Folder.make({});
    await using display = await VirtualDisplay.start();
    const { child, ended, lines } = start(home, [], {
      DISPLAY: display.name,
      ELECTRON_OVERRIDE_DIST_PATH: path.dirname(await testElectron()),
    });
    await lineWith(lines, 'Opening');
    const copy = home.path('data/reflow-studio/examples/weather');
    await expect.poll(async () => (await processesMentioning('--type=renderer')).join('\n')).toContain(home.root);
    child.kill('SIGTERM');
    await ended;
    await expect.poll(() => processesMentioning(home.root)).toEqual([]);
    expect(await processesMentioning(copy)).toEqual([]);
  });
});

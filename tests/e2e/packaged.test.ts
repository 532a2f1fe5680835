import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { expect } from './expect.ts';
import { it } from 'vitest';
import { parse, stringify } from 'yaml';
import { testElectron } from '../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../integration/commandLine.ts';
import { processesMentioning, rootNeeds } from './desktopWindow.ts';
import { Editor } from './editor.ts';
import { UpdateFeed } from './updateFeed.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

/** Packages with the project's own settings, around the Electron that tests use. */
async function packageInto(folder: Folder): Promise<string> {
  const electron = path.dirname(await testElectron());
  await cp(electron, folder.path('electron'), { recursive: true });
  await rm(folder.path('electron/resources/default_app.asar'), { recursive: true, force: true });
  const settings = parse(await readFile(path.join(projectRoot, 'electron-builder.yml'), 'utf8')) as Record<
    string,
    object
  >;
  const configuration = {
    ...settings,
    directories: { ...settings.directories, output: folder.path('release') },
    electronDist: folder.path('electron'),
    electronVersion: (await readFile(path.join(electron, 'version'), 'utf8')).replace(/^v/, ''),
    npmRebuild: false,
  };
  await writeFile(folder.path('builder.yml'), stringify(configuration));
  const builder = path.join(projectRoot, 'node_modules/electron-builder/cli.js');
  const args = [builder, '--linux', 'dir', '--publish', 'never', '--config', folder.path('builder.yml')];
  await promisify(execFile)(process.execPath, args, { cwd: projectRoot });
  return folder.path('release/linux-unpacked/reflow-studio');
}

it('[P4, X2, E10] the packaged program runs the example out of its archive, with its fuses set, and updates itself from the feed that is named', async () => {
  await using folder = await Folder.make({});
  const program = await packageInto(folder);

  const fuses = await promisify(execFile)(process.execPath, [
    path.join(projectRoot, 'node_modules/@electron/fuses/dist/bin.js'),
    ...['read', '--app', program],
  ]);
  for (const line of [
    'RunAsNode is Disabled',
    'EnableNodeOptionsEnvironmentVariable is Disabled',
    'EnableNodeCliInspectArguments is Disabled',
    'EnableEmbeddedAsarIntegrityValidation is Enabled',
    'OnlyLoadAppFromAsar is Enabled',
    'GrantFileProtocolExtraPrivileges is Disabled',
  ])
    expect(fuses.stdout).toContain(line);

  await using display = await VirtualDisplay.start();
  await using feed = await UpdateFeed.start();
  // As its runtime says where the file is that the program was started from.
  await writeFile(folder.path('Reflow.AppImage'), 'this version');
  const userData = folder.path('userData');
  const child = spawn(program, [...rootNeeds, '--remote-debugging-port=0', `--user-data-dir=${userData}`], {
    stdio: 'ignore',
    env: {
      ...{ ...process.env, DISPLAY: display.name, XDG_DATA_HOME: folder.path('data') },
      ...{
        REFLOW_UPDATE_URL: feed.address,
        APPIMAGE: folder.path('Reflow.AppImage'),
        XDG_CACHE_HOME: folder.path('cache'),
      },
    },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  try {
    const port = async () =>
      (await readFile(path.join(userData, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n')[0];
    await expect.poll(port, { timeout: 20_000 }).toMatch(/^\d+$/);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await port()}`);
    const pages = () => browser.contexts()[0]!.pages();
    await expect.poll(() => pages().length).toBe(1);
    const editor = new Editor(pages()[0]!);
    await editor.ready();
    // While nobody asks, it is loaded; it is put in place when the program ends.
    const loaded = folder.path('cache/reflow-studio-updates/pending/update-info.json');
    await expect.poll(() => existsSync(loaded), { timeout: 30_000 }).toBe(true);
    await editor.button('Run').click();
    await expect(editor.region('Log')).toContainText('heat wave', { timeout: 30_000 });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  expect(await ended).toBe(0);
  expect(feed.asked).toEqual(['/latest-linux.yml', '/Reflow.AppImage']);
  expect(await readFile(folder.path('Reflow.AppImage'))).toEqual(feed.program);
  await expect.poll(() => processesMentioning(userData)).toEqual([]);
});

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { projectRoot } from './projectRoot.mjs';

const packageFolder = path.join(projectRoot, 'node_modules/electron');

/**
 * The Electron program to start: that of ELECTRON_OVERRIDE_DIST_PATH, else the one that belongs to the `electron` package,
 * which fetches it when it is first asked for.
 * @returns its path, or undefined where there is none and none can be fetched
 */
export async function electronBinary({ fetchTimeout = 10 * 60_000 } = {}) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return ifExists(path.join(override, programName()));
  const present = await installed();
  if (present) return present;
  process.stdout.write('Fetching Electron (once) …\n');
  try {
    await promisify(execFile)(process.execPath, [path.join(packageFolder, 'install.js')], { timeout: fetchTimeout });
  } catch {
    return undefined;
  }
  return installed();
}

async function installed() {
  const name = await readFile(path.join(packageFolder, 'path.txt'), 'utf8').catch(() => undefined);
  return name && ifExists(path.join(packageFolder, 'dist', name));
}

function ifExists(file) {
  return existsSync(file) ? file : undefined;
}

function programName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runInForeground } from './childProcess.mjs';

/** What tests need of the system: a command anywhere on the path, or a library's Debian package under one of its names. */
const needed = [
  { command: 'python3', packages: ['python3'] },
  { command: 'bwrap', packages: ['bubblewrap'] },
  { command: 'redis-server', packages: ['redis-server'] },
  { command: 'nginx', packages: ['nginx'] },
  { command: 'chromium', packages: ['chromium'] },
  { command: 'Xvfb', packages: ['xvfb'] },
  // What shows notifications on a desktop.
  { command: 'dbus-daemon', packages: ['dbus'] },
  { command: 'dunst', packages: ['dunst'] },
  { command: 'unzip', packages: ['unzip'] },
  { packages: ['libgtk-3-0', 'libgtk-3-0t64'] },
  { packages: ['libnss3'] },
  { packages: ['libgbm1'] },
  { packages: ['libasound2', 'libasound2t64'] },
  { packages: ['libcups2', 'libcups2t64'] },
  // A system keychain, on the same bus.
  { command: 'gnome-keyring-daemon', packages: ['gnome-keyring'] },
  { packages: ['libsecret-1-0'] },
  // A package with compiled parts, to be used inside a sandbox.
  { packages: ['python3-numpy'] },
  // A container engine of the tests' own, which only root can start; gVisor where the system has it.
  { command: 'dockerd', packages: ['docker.io'], rootOnly: true },
  { command: 'runc', packages: ['runc'], rootOnly: true },
  { command: 'runsc', packages: ['runsc'], rootOnly: true, optional: true },
];

/** Installs with apt what is missing; without the right to do so, throws a sentence that says what to install. */
export async function ensureSystemPackages() {
  if (process.platform !== 'linux') return;
  const isRoot = process.getuid() === 0;
  const missing = needed.filter((item) => (isRoot || !item.rootOnly) && isMissing(item));
  if (missing.length === 0) return;
  if (!onPath('apt-get'))
    throw new Error(`Install these with your system's package manager first: ${namesOf(missing).join(' ')}`);
  const install = ['install', '-y', '--no-install-recommends'];
  if (!isRoot)
    throw new Error(
      `Tests need more of the system. Run this first: sudo apt-get ${install.join(' ')} ${namesOf(missing).join(' ')}`,
    );
  process.stdout.write(`Installing system packages: ${namesOf(missing).join(' ')} …\n`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const updated = await runInForeground('apt-get', ['update'], options);
  const packages = missing
    .filter(({ optional, packages: names }) => !optional || names.some(isKnown))
    .map(({ packages: names }) => names.find(isKnown) ?? names[0]);
  const installed = updated === 0 ? await runInForeground('apt-get', [...install, ...packages], options) : updated;
  if (installed !== 0) throw new Error(`apt-get could not install ${packages.join(' ')}: see its messages above.`);
}

const namesOf = (items) => items.map(({ packages }) => packages[0]);

function isMissing({ command, packages }) {
  return command ? !onPath(command) : !packages.some(isInstalled);
}

function onPath(command) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, command)));
}

/** Systems without dpkg have the libraries under names of their own: there Electron itself says what it lacks. */
function isInstalled(name) {
  if (!onPath('dpkg-query')) return true;
  return output('dpkg-query', ['-W', '-f', '${Status}', name]) === 'install ok installed';
}

function isKnown(name) {
  return output('apt-cache', ['show', '--no-all-versions', name]) !== undefined;
}

function output(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

// A private container engine for tests, and an image made of this machine's own Python and Node: nothing is pulled, and the machine's
// network and its other containers are left alone.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';
import { makeEngineFolder, removeEngineFolder } from './engineFolder.mjs';

/** What must be installed for it, as Debian calls it. */
export const containerPrograms = ['dockerd', 'runc', 'setpriv'];

/**
 * Why no engine can be started here; undefined where one can.
 * @returns {string | undefined}
 */
export function whyNoContainers() {
  if (process.platform !== 'linux') return 'a private Docker engine needs Linux';
  if (process.getuid() !== 0) return 'a private Docker engine needs root';
  const missing = containerPrograms.filter((program) => findProgram(program) === undefined);
  return missing.length > 0 ? `${missing.join(' and ')} is not installed` : undefined;
}

/**
 * Starts an engine in a temporary folder and puts the image into it. It ends with this program, however that ends.
 * @param {string} [image] name of the image; without it there is none
 * @returns {Promise<{ host: string, runtimes: string[], stop: () => Promise<void> }>} `host`: what DOCKER_HOST names it by
 */
export async function startContainers(image) {
  const folder = await makeEngineFolder('docker');
  const socket = path.join(folder, 'docker.sock');
  const runsc = await gvisorIn(folder);
  const engine = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'TERM', 'dockerd', '--host', `unix://${socket}`, '--pidfile', path.join(folder, 'pid')],
      ...['--data-root', path.join(folder, 'data'), '--exec-root', path.join(folder, 'exec')],
      ...['--storage-driver', 'overlay2', '--iptables=false', '--ip6tables=false', '--ip-masq=false', '--bridge=none'],
      ...['--exec-opt', 'native.cgroupdriver=cgroupfs'],
      ...(runsc ? ['--add-runtime', `runsc=${runsc}`] : []),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return whenReady({ engine, folder, socket, image, runtimes: ['runc', ...(runsc ? ['runsc'] : [])] });
}

/**
 * Why Podman cannot be started here; undefined where it can.
 * @returns {string | undefined}
 */
export function whyNoPodman() {
  return whyNoContainers() ?? (findProgram('podman') === undefined ? 'podman is not installed' : undefined);
}

/**
 * As `startContainers`, with Podman as the engine.
 * @param {string} image name of the image
 * @returns {Promise<{ host: string, runtimes: string[], stop: () => Promise<void> }>}
 */
export async function startPodman(image) {
  const folder = await makeEngineFolder('podman');
  const socket = path.join(folder, 'podman.sock');
  const engine = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'TERM', 'podman', '--runtime', 'runc'],
      ...['--cgroup-manager', 'cgroupfs', '--events-backend', 'file'],
      ...['--root', path.join(folder, 'root'), '--runroot', path.join(folder, 'run')],
      ...['--tmpdir', path.join(folder, 'tmp'), 'system', 'service', '--time=0', `unix://${socket}`],
    ],
    // Where Podman notes which containers ran out of memory.
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return whenReady({ engine, folder, socket, image, runtimes: ['runc'] });
}

async function whenReady({ engine, folder, socket, image, runtimes }) {
  let said = '';
  engine.stderr.on('data', (text) => (said = (said + text).slice(-4000)));
  const ended = once(engine, 'exit');
  const docker = new Docker({ socketPath: socket });
  const stop = async () => {
    // A container that still runs would outlive its engine.
    for (const { Id } of await docker.listContainers({ all: true }).catch(() => []))
      await docker
        .getContainer(Id)
        .remove({ force: true })
        .catch(() => {});
    engine.kill('SIGTERM');
    await ended;
    // Podman leaves the folder of its layers mounted on itself.
    await removeEngineFolder(folder);
  };
  try {
    for (let attempt = 0; !(await answers(docker)); attempt++) {
      if (attempt > 300 || engine.exitCode !== null) throw new Error(`The engine did not start:\n${said}`);
      await delay(100);
    }
    if (image !== undefined) await makeImage(docker, image);
    return { host: `unix://${socket}`, runtimes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** gVisor as a runtime of the engine: without KVM, and without the network that no sandbox has. */
async function gvisorIn(folder) {
  const program = findProgram('runsc');
  if (program === undefined) return undefined;
  const wrapper = path.join(folder, 'runsc');
  await writeFile(wrapper, `#!/bin/sh\nexec ${program} --platform=ptrace --network=none "$@"\n`, { mode: 0o755 });
  return wrapper;
}

async function answers(docker) {
  try {
    await docker.ping();
    return true;
  } catch {
    return false;
  }
}

/** Python, Node and a shell of this machine, with the libraries that they name. */
async function makeImage(docker, name) {
  const stage = await mkdtemp(path.join(os.tmpdir(), 'reflow-image-'));
  try {
    const node = await realpath(process.execPath);
    const [python, library] = output('python3', [
      '-c',
      'import os, sys, sysconfig; print(os.path.realpath(sys._base_executable)); print(sysconfig.get_path("stdlib"))',
    ]).split('\n');
    const shell = await realpath('/bin/sh');
    for (const sub of ['usr/bin', 'etc', 'tmp', 'proc', 'sys', 'dev', 'run', 'runner', 'packages'])
      await mkdir(path.join(stage, sub), { recursive: true });
    const put = (from, to) => cp(from, path.join(stage, to), { recursive: true, dereference: true, force: true });
    const left = new Set(['test', 'idlelib', 'tkinter', 'ensurepip', 'lib2to3', 'site-packages', 'dist-packages']);
    await put(node, 'usr/bin/node');
    // Under its own path, from which it knows its library; PATH finds it by a link.
    await put(python, python);
    if (python !== '/usr/bin/python3') await symlink(python, path.join(stage, 'usr/bin/python3'));
    await put(shell, 'bin/sh');
    await cp(library, path.join(stage, library), {
      recursive: true,
      dereference: true,
      filter: (from) => !left.has(path.basename(from)),
    });
    const modules = (await readdir(path.join(library, 'lib-dynload'))).map((file) =>
      path.join(library, 'lib-dynload', file),
    );
    for (const file of librariesOf([python, node, shell, ...modules])) await put(file, file);
    await writeFile(path.join(stage, 'etc/passwd'), 'nobody:x:65534:65534::/:/none\n');
    execFileSync('chmod', ['1777', path.join(stage, 'tmp')]);
    const packed = spawn('tar', ['-C', stage, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const imported = await docker.importImage(packed.stdout, { repo: name, changes: ['ENV PATH=/usr/bin:/bin'] });
    const said = await new Promise((resolve, reject) =>
      docker.modem.followProgress(imported, (error, lines) => (error ? reject(error) : resolve(lines))),
    );
    const failure = said.find((line) => line.error);
    if (failure) throw new Error(`The image could not be made: ${failure.error}`);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

function librariesOf(programs) {
  const said = output('sh', ['-c', 'ldd "$@" 2>/dev/null || true', 'ldd', ...programs]);
  return new Set([...said.matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm)].map(([, file]) => file));
}

function output(command, args) {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 16 * 1024 ** 2 }).trim();
}

function findProgram(name) {
  try {
    return output('sh', ['-c', 'command -v "$1"', 'find', name]);
  } catch {
    return undefined;
  }
}

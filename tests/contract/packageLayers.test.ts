import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { PackageLayers } from '../../electron/backend/sandbox/layers/packageLayers.ts';
import { ActorBench, fireValues } from './actorApi/actorBench.ts';
import { SandboxesWithPackages } from './sandboxesWithPackages.ts';

const runners = path.resolve(import.meta.dirname, '../../dist/runners');
const withPackages = (layers: Partial<Record<ScriptRuntime, string | undefined>>) =>
  new SandboxesWithPackages(new BubblewrapDriver({ runners }), layers);

let folder: string;
let wheel: string;
let tarball: string;

/** A wheel and an npm package of our own, so that no index is asked. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reflow-layers-'));
  wheel = path.join(folder, 'greeting-1.0-py3-none-any.whl');
  execFileSync('python3', [
    '-c',
    `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('greeting/__init__.py', 'def greet(name):\\n    return f"Hello {name}"\\n')
    wheel.writestr('greeting/broken.py', 'def fail():\\n    raise KeyError("inside the package")\\n')
    wheel.writestr('greeting-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n')
    wheel.writestr('greeting-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('greeting-1.0.dist-info/RECORD', '')`,
    wheel,
  ]);
  const source = path.join(folder, 'greeting-js');
  await mkdir(source);
  await writeFile(
    path.join(source, 'package.json'),
    JSON.stringify({
      name: 'greeting-js',
      version: '1.0.0',
      main: 'index.js',
      scripts: { install: `touch ${path.join(folder, 'script-ran')}` },
    }),
  );
  await writeFile(path.join(source, 'index.js'), 'exports.greet = (name) => `Hello ${name}`;\n');
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: source, stdio: 'ignore' });
  tarball = path.join(folder, 'greeting-js-1.0.0.tgz');
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function layersOf(
  packages: Partial<Record<ScriptRuntime, string[]>>,
  cache: string,
): PackageLayers & { said: string[] } {
  const said: string[] = [];
  const layers = new PackageLayers({
    packages: { python: [], javascript: [], ...packages },
    cache: path.join(folder, cache),
    onProgress: (_runtime, _level, text) => said.push(text),
  });
  return Object.assign(layers, { said });
}

describe('layers of packages', () => {
  it('[S7] pip installs once, compiled ahead, with progress; the next time nothing is done', async () => {
    await using layers = layersOf({ python: [wheel] }, 'once');
    const layer = (await layers.folder('python'))!;
    expect(await readdir(path.join(layer, 'greeting'))).toEqual(
      expect.arrayContaining(['__init__.py', '__pycache__', 'broken.py']),
    );
    expect(layers.said[0]).toContain(`Installing ${wheel}`);
    expect(layers.said.length).toBeGreaterThan(3);
    expect(layers.said.at(-1)).toContain('Installed');
    expect(layers.status()).toEqual([{ runtime: 'python', packages: [wheel], state: 'ready', detail: '' }]);
    const { mtimeMs } = await stat(layer);
    await using again = layersOf({ python: [wheel] }, 'once');
    expect(await again.folder('python')).toBe(layer);
    expect(again.said).toEqual([]);
    expect((await stat(layer)).mtimeMs).toBe(mtimeMs);
    expect(await readdir(path.dirname(layer))).toEqual([path.basename(layer)]);
  });

  it('[S7] two that want the same packages at once install them once', async () => {
    const several = Array.from({ length: 3 }, () => layersOf({ python: [wheel] }, 'together'));
    const found = await Promise.all(several.map((layers) => layers.folder('python')));
    expect(new Set(found).size).toBe(1);
    expect(several.filter(({ said }) => said.some((text) => text.startsWith('Installing '))).length).toBe(1);
    for (const layers of several) await layers[Symbol.asyncDispose]();
  });

  it("[S7] a lock and a half-made layer of a program that was killed are in nobody's way", async () => {
    await using first = layersOf({ python: [wheel] }, 'killed');
    const layer = (await first.folder('python'))!;
    await rm(layer, { recursive: true });
    // A program of this machine that is no more: no process has that number.
    const owner = (await import('../../electron/backend/system/programOwner.ts'))
      .programOwner()
      .replace(/\.\d+\./, '.4194305.');
    await writeFile(`${layer}.lock`, owner);
    await mkdir(`${layer}~unfinished~${owner}~x`);
    await using second = layersOf({ python: [wheel] }, 'killed');
    expect(await second.folder('python')).toBe(layer);
    expect(await readdir(path.dirname(layer))).toEqual([path.basename(layer)]);
  });

  it('[S7] other packages are another layer', async () => {
    await using one = layersOf({ python: [wheel] }, 'keyed');
    await using other = layersOf({ javascript: [tarball] }, 'keyed');
    expect(await one.folder('python')).not.toBe(await other.folder('javascript'));
    await using none = layersOf({}, 'keyed');
    expect(await none.folder('python')).toBeUndefined();
  });

  it('[S7] installing can be cancelled, and is tried again when it is wanted again', async () => {
    await using layers = layersOf({ python: [wheel] }, 'cancelled');
    const waiting = layers.folder('python');
    layers.cancel('python');
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(layers.status()).toMatchObject([{ state: 'failed' }]);
    expect(await layers.folder('python')).toContain('python-');
    expect(layers.status()).toMatchObject([{ state: 'ready' }]);
  });

  it('[S7] whoever waits may leave, and the others still get it', async () => {
    await using layers = layersOf({ python: [wheel] }, 'left');
    const reason = new Error('no longer');
    const leaver = new AbortController();
    const [left, stayed] = [layers.folder('python', leaver.signal), layers.folder('python')];
    leaver.abort(reason);
    await expect(left).rejects.toBe(reason);
    expect(existsSync((await stayed)!)).toBe(true);
  });

  it.each([
    ['python', 'PIP_INDEX_URL', 'http://127.0.0.1:9/simple', ['no-such-package-of-ours']],
    ['javascript', 'npm_config_registry', 'http://127.0.0.1:9/', ['no-such-package-of-ours']],
  ] as const)('[S7] without a network it says what to do (%s)', async (runtime, variable, value, packages) => {
    const before = { ...process.env };
    Object.assign(process.env, { [variable]: value });
    try {
      await using layers = layersOf({ [runtime]: [...packages] }, 'offline');
      await expect(layers.folder(runtime)).rejects.toMatchObject({
        code: 'actorFailed',
        message: expect.stringMatching(
          /no-such-package-of-ours could not be installed: the package index cannot be reached\. Connect/,
        ),
      });
      expect((await readdir(path.join(folder, 'offline'))).filter((name) => name.includes('unfinished'))).toEqual([]);
    } finally {
      if (before[variable] === undefined) delete process.env[variable];
      else process.env[variable] = before[variable];
    }
  });

  it("[S7] what is no package's name is no option either", async () => {
    await using layers = layersOf({ python: ['--target=/'] }, 'option');
    await expect(layers.folder('python')).rejects.toMatchObject({ message: /"--target=\/" is no package's name/ });
  });
});

describe('actors with packages', () => {
  it('[S7] a Python actor imports what the layer has, and cannot change it', async () => {
    await using layers = layersOf({ python: [wheel] }, 'actor');
    const python = (await layers.folder('python'))!;
    await using bench = await ActorBench.open(withPackages({ python }));
    const instance = await bench.start({
      runtime: 'python',
      source: `
import os
from greeting import greet
import greeting

def process(context):
    place = os.path.dirname(greeting.__file__)
    tried = []
    for action in (lambda: open(place + '/__init__.py', 'a'), lambda: open(place + '/new.py', 'w'), lambda: os.unlink(place + '/broken.py'),
                   lambda: os.symlink('/etc/passwd', place + '/link'), lambda: os.chmod(place, 0o777), lambda: os.rename(place, '/tmp/x')):
        try:
            action()
            tried.append('done')
        except OSError as failure:
            tried.append(failure.errno)
    return [greet(context.get_input('input')), tried]
`,
    });
    const { outputs, failure } = await fireValues(instance, { input: 'world' });
    expect(failure).toBeUndefined();
    // EROFS, and EXDEV for what would leave the file system.
    expect(JSON.parse(outputs[0]!.json)).toEqual(['Hello world', [30, 30, 30, 30, 30, 18]]);
    expect((await readdir(path.join(python, 'greeting'))).toSorted()).toEqual([
      '__init__.py',
      '__pycache__',
      'broken.py',
    ]);
  });

  it('[S7, A7] a failure inside a package shows the line of the actor that led there', async () => {
    await using layers = layersOf({ python: [wheel] }, 'actor');
    await using bench = await ActorBench.open(withPackages({ python: await layers.folder('python') }));
    const source = 'from greeting.broken import fail\n\ndef process(context):\n    fail()\n';
    const { failure } = await fireValues(await bench.start({ runtime: 'python', source }), { input: 1 });
    expect(failure).toMatchObject({
      type: 'KeyError',
      stack: expect.stringContaining('"actors/test.actor.py", line 4'),
    });
  });

  it('[S7] a Python package that is missing is named, with how to add it', async () => {
    await using bench = await ActorBench.open(withPackages({}));
    await expect(
      bench.start({ runtime: 'python', source: 'import sklearn\n\ndef process(context): pass\n' }),
    ).rejects.toMatchObject({
      code: 'actorFailed',
      message: expect.stringMatching(
        /No module named 'sklearn': add scikit-learn to packages under sandbox\.python in reflow\.yaml/,
      ),
    });
    const zone = 'from zoneinfo import ZoneInfo\n\ndef process(context): return str(ZoneInfo("Europe/Berlin"))\n';
    expect((await fireValues(await bench.start({ runtime: 'python', source: zone }), {})).failure).toMatchObject({
      message: 'No time zone found with key Europe/Berlin: add tzdata to packages under sandbox.python in reflow.yaml',
    });
  });

  it('[S7] JavaScript and TypeScript actors import what the layer has; its install scripts are not run', async () => {
    await using layers = layersOf({ javascript: [tarball] }, 'actor-js');
    const javascript = await layers.folder('javascript');
    await using bench = await ActorBench.open(withPackages({ javascript }));
    for (const file of ['actors/test.actor.js', 'actors/test.actor.ts']) {
      const source = `import { greet } from 'greeting-js';\nexport default (context) => greet(context.getInput('input'));\n`;
      const instance = await bench.start({ runtime: 'javascript', entry: null, file, source });
      expect((await fireValues(instance, { input: 'world' })).outputs[0]!.json).toBe('"Hello world"');
    }
    expect(existsSync(path.join(folder, 'script-ran'))).toBe(false);
  });

  it('[S2] a link in a layer that leads out of it brings nothing into a bundle', async () => {
    await using layers = layersOf({ javascript: [tarball] }, 'linked');
    const javascript = (await layers.folder('javascript'))!;
    await writeFile(path.join(folder, 'secret.json'), '{"key":"secret"}');
    await symlink(path.join(folder, 'secret.json'), path.join(javascript, 'node_modules/greeting-js/secret.json'));
    await using bench = await ActorBench.open(withPackages({ javascript }));
    const source = `import secret from 'greeting-js/secret.json';\nexport default () => secret;\n`;
    await expect(bench.start({ runtime: 'javascript', entry: null, source })).rejects.toMatchObject({
      message: expect.stringContaining('outside the workspace'),
    });
  });

  it('[S7] numpy works in a sandbox', async () => {
    const python = path.join(folder, 'numpy-layer');
    await mkdir(python, { recursive: true });
    const tag = execFileSync('python3', ['-c', 'import sys; print(sys.implementation.cache_tag)'], {
      encoding: 'utf8',
    }).trim();
    const debian = '/usr/lib/python3/dist-packages/numpy';
    const fits =
      existsSync(debian) && (await readdir(path.join(debian, 'core'))).some((name) => name.includes(`.${tag}-`));
    if (fits) await cp(debian, path.join(python, 'numpy'), { recursive: true });
    else
      execFileSync('python3', [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--target',
        python,
        'numpy',
      ]);
    await using bench = await ActorBench.open(withPackages({ python }));
    const source = `
import numpy

def process(context):
    matrix = numpy.arange(10000, dtype=float).reshape(100, 100)
    return [float((matrix @ matrix).trace()), numpy.linalg.inv(numpy.eye(3) * 2).tolist()]
`;
    const instance = await bench.start({ runtime: 'python', source });
    const { outputs, failure } = await fireValues(instance, { input: 0 });
    expect(failure).toBeUndefined();
    const [trace, inverse] = JSON.parse(outputs[0]!.json) as [number, number[][]];
    expect(trace).toBeGreaterThan(0);
    expect(inverse).toEqual([
      [0.5, 0, 0],
      [0, 0.5, 0],
      [0, 0, 0.5],
    ]);
  }, 120_000);
});

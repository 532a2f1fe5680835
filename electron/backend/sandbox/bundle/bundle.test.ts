import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { BundleCache } from './bundleCache.ts';
import { bundleJavaScript } from './javascriptBundle.ts';
import { bundlePython } from './pythonBundle.ts';
import { pythonImports } from './pythonImports.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'bundle-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

describe('Python bundles', () => {
  it('[S7] hold the modules that a file imports from its folder and the workspace, transitively, and nothing else', async () => {
    await write({
      'a/x.actor.py':
        'import helper, json\nfrom pack.inner import (one,\n  two)\nfrom . import near\nif True: import lib.stats as s\n',
      'a/helper.py': 'from deep import thing\n',
      'a/deep.py': '',
      'a/near.py': '',
      'a/other.py': 'x = 1',
      'a/pack/__init__.py': '',
      'a/pack/inner/__init__.py': 'from .one import y\n',
      'a/pack/inner/one.py': '',
      'a/pack/inner/two.py': '',
      'lib/stats.py': '',
      'json.py': '',
    });
    const { sources } = await bundlePython(root, 'a/x.actor.py');
    expect(sources.toSorted()).toEqual([
      'a/deep.py',
      'a/helper.py',
      'a/near.py',
      'a/pack/__init__.py',
      'a/pack/inner/__init__.py',
      'a/pack/inner/one.py',
      'a/pack/inner/two.py',
      'a/x.actor.py',
      'json.py',
      'lib/stats.py',
    ]);
  });

  it('[D3] hold files without the byte order mark that some editors write', async () => {
    await write({ 'x.actor.py': '\uFEFFimport helper\n', 'helper.py': '\uFEFFx = 1\n' });
    const { files } = await bundlePython(root, 'x.actor.py');
    expect(files).toEqual({ 'x.actor.py': 'import helper\n', 'helper.py': 'x = 1\n' });
  });

  it('[S2] never follow a link or a relative import out of the workspace', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    await writeFile(path.join(outside, 'secret.py'), 'key = 1');
    await write({ 'x.py': 'import link\nfrom ... import secret\nfrom ..secret import key\n' });
    await symlink(path.join(outside, 'secret.py'), path.join(root, 'link.py'));
    expect((await bundlePython(root, 'x.py')).sources).toEqual(['x.py']);
    await rm(outside, { recursive: true });
  });

  it('[S7] find imports in any script, without spaces, and past comments', () => {
    const source =
      'import größe\nfrom .import near\nfrom maß.länge import(a, # (old)\n b)\r\nfrom\tx\timport\ty\nif True:import c\n' +
      'importlib.import_module(".d.e", __package__)\n';
    expect(pythonImports(source).map(({ module, level }) => '.'.repeat(level) + module)).toEqual([
      'größe',
      'c',
      '.',
      '.near',
      'maß.länge',
      'maß.länge.a',
      'maß.länge.b',
      'x',
      'x.y',
      '.d.e',
    ]);
  });

  it('[S7] find imports by their look', () => {
    const source =
      'import a.b as c, d # e\nx = 1; import f\nfrom g import (h, # i\n j as k)\nfrom .l import *\nimport m \\\n , n\n';
    expect(pythonImports(source).map(({ module, level }) => '.'.repeat(level) + module)).toEqual(
      expect.arrayContaining(['a.b', 'd', 'f', 'g', 'g.h', 'g.j', '.l', 'm', 'n']),
    );
  });
});

describe('JavaScript bundles', () => {
  it('[S7] hold imports and packages, in one file', async () => {
    await write({
      'a/x.actor.ts':
        "import { one } from './one';\nimport two from 'two';\nimport { readFileSync } from 'node:fs';\nexport default (c: unknown): number => one + two;",
      'a/one.ts': 'export const one: number = 1;',
      'node_modules/two/package.json': '{"name":"two","main":"main.js"}',
      'node_modules/two/main.js': 'module.exports = 2;',
    });
    const { files, sources } = await bundleJavaScript(root, 'a/x.actor.ts', null);
    expect(Object.keys(files)).toEqual(['a/x.actor.ts']);
    expect(files['a/x.actor.ts']).toContain('sourceMappingURL=data:');
    expect(sources.toSorted()).toEqual(['a/one.ts', 'a/x.actor.ts']);
  });

  it('[S7] a missing package is an error that names it, the place and how to add it', async () => {
    await write({ 'x.js': "\nimport _ from 'lodash/fp';\n" });
    await expect(bundleJavaScript(root, 'x.js', null)).rejects.toMatchObject({
      code: 'actorFailed',
      message:
        /Cannot find lodash\/fp \(x\.js, line 2\): add lodash to packages under sandbox\.javascript in reflow\.yaml/,
    });
  });

  it('[S7] modules that await at their top are joined, too; what else is wrong with them is still said', async () => {
    await write({
      'a/x.actor.mjs':
        "import { one } from './one.mjs';\nimport fs from 'node:fs';\nawait one;\nexport default () => fs;",
      'a/one.mjs': 'export const one = await 1;',
      'y.mjs': "import _ from 'lodash';\nawait _;\n",
      'y2.mjs': "import { one } from './a/one.mjs';\nexport default one;\n",
      'z.cjs': "require('./y2.mjs');\n",
    });
    const { sources, inputs, files } = await bundleJavaScript(root, 'a/x.actor.mjs', null);
    expect(sources.toSorted()).toEqual(['a/one.mjs', 'a/x.actor.mjs']);
    expect(inputs).toEqual(sources);
    expect(files['a/x.actor.mjs']).not.toMatch(/^(?:import|export)/m);
    const missing = { message: /Cannot find lodash \(y\.mjs, line 1\)/ };
    await expect(bundleJavaScript(root, 'y.mjs', null)).rejects.toMatchObject(missing);
    const required = { message: /^z\.cjs requires y2\.mjs, which awaits at its top level/ };
    await expect(bundleJavaScript(root, 'z.cjs', null)).rejects.toMatchObject(required);
  });

  it('[S7] hold files that are no code as their kind or the import says; others and native code are refused with what to do', async () => {
    await write({
      'x.js': `#!/usr/bin/env node
import wasm from './x.wasm';
import text from './x.txt';
import notes from './x.md' with { type: 'text' };
import bytes from './x.bin' with { type: 'bytes' };
export default () => [wasm, text, notes, bytes];`,
      ...{ 'x.wasm': 'wasm', 'x.txt': 'txt', 'x.md': 'notes', 'x.bin': 'bin' },
      'y.js': "import notes from './x.md';",
      'z.js': "import native from 'native';",
      'node_modules/native/index.js': "module.exports = require('./x.node');",
      'node_modules/native/x.node': '',
    });
    const { files, sources } = await bundleJavaScript(root, 'x.js', null);
    expect(sources.toSorted()).toEqual(['x.bin', 'x.js', 'x.md', 'x.txt', 'x.wasm']);
    for (const held of ['"txt"', '"notes"', btoa('wasm'), btoa('bin')]) expect(files['x.js']).toContain(held);
    expect(files['x.js']).not.toContain('#!');
    const refused = (entry: string, message: RegExp) =>
      expect(bundleJavaScript(root, entry, null)).rejects.toMatchObject({ message });
    await refused('y.js', /x\.md \(y\.js, line 1\): import it with \{ type: 'text' \}/);
    await refused('z.js', /x\.node \(node_modules\/native\/index\.js, line 1\): it is native code/);
  });

  it('[S7] are made wherever the workspace lies, with the settings of its tsconfig.json', async () => {
    const actor = 'import { y } from "@/y";\nclass C { constructor(private z = y) {} }\nexport default () => new C();';
    for (const place of ['a *b', '..(ü) "\'#?%$']) {
      await write({
        [`${place}/tsconfig.json`]: '{"compilerOptions":{"paths":{"@/*":["./lib/*"]}}}',
        [`${place}/actors/x.ts`]: actor,
        [`${place}/lib/y.ts`]: 'export const y: number = 1;',
      });
      const { sources } = await bundleJavaScript(path.join(root, place), 'actors/x.ts', null);
      expect(sources.toSorted()).toEqual(['actors/x.ts', 'lib/y.ts']);
    }
  });

  it('[S7] import.meta says where the file is in the workspace', async () => {
    await write({ 'a/x.mjs': 'export default () => [import.meta.url, import.meta.dirname];' });
    const { files } = await bundleJavaScript(root, 'a/x.mjs', null);
    expect(files['a/x.mjs']).toContain('["file:///a/x.mjs", "/a"]');
  });

  it('[S8] a syntax error in a helper names that file and line', async () => {
    await write({
      'a/x.ts': "import { y } from './y.ts';\nexport default y;",
      'a/y.ts': 'type A = 1;\nexport const y = ;\n',
    });
    await expect(bundleJavaScript(root, 'a/x.ts', null)).rejects.toMatchObject({ message: /\(a\/y\.ts, line 2\)$/ });
  });

  it('[S8] a syntax error names file and line', async () => {
    await write({ 'a/x.js': 'const ok = 1;\nfunction process( {\n' });
    await expect(bundleJavaScript(root, 'a/x.js', 'process')).rejects.toMatchObject({
      code: 'actorFailed',
      message: /\(a\/x\.js, line [23]\)$/,
      data: { type: 'SyntaxError' },
    });
  });

  it('[S2] nothing outside the workspace can be imported, by path or by link', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    await writeFile(path.join(outside, 'secret.json'), '{"key":"secret"}');
    await symlink(path.join(outside, 'secret.json'), path.join(root, 'link.json'));
    for (const place of [
      path.join(outside, 'secret.json'),
      `../${path.basename(outside)}/secret.json`,
      './link.json',
    ]) {
      await write({ 'x.js': `import secret from ${JSON.stringify(place)};\nexport default () => secret;` });
      await expect(bundleJavaScript(root, 'x.js', null)).rejects.toMatchObject({ message: /outside the workspace/ });
    }
    await rm(outside, { recursive: true });
  });

  it('[D7] a file that is gone says so', async () => {
    await expect(bundleJavaScript(root, 'gone.js', null)).rejects.toMatchObject({ code: 'notFound' });
    await expect(bundlePython(root, 'gone.py')).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('kept bundles', () => {
  it.each(['python', 'javascript'] as const)(
    '[S7] are taken again until a file of theirs changes (%s)',
    async (runtime) => {
      const [entry, helper, text] =
        runtime === 'python'
          ? ['x.py', 'h.py', (n: number) => `n = ${n}\n`]
          : ['x.js', 'h.js', (n: number) => `export const n = ${n};\n`];
      await write({
        [entry]: runtime === 'python' ? 'from h import n\n' : "export { n } from './h.js';\n",
        [helper]: text(1),
      });
      const old = new Date(Date.now() - 60_000);
      const actor = { file_path: entry, runtime, entry: null } as unknown as DiscoveredScriptActor;
      const cache = new BundleCache();
      const first = await cache.bundle(root, actor, {});
      await utimes(path.join(root, helper), old, old);
      await write({ [helper]: text(2) });
      const second = await cache.bundle(root, actor, {});
      expect(second.hash).not.toBe(first.hash);
      await rm(path.join(root, helper));
      const gone = cache.bundle(root, actor, {});
      if (runtime === 'python') expect((await gone).sources).toEqual(['x.py']);
      else await expect(gone).rejects.toMatchObject({ code: 'actorFailed' });
    },
  );
});

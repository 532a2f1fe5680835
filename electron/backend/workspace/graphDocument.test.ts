import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { GraphDocument } from './graphDocument.ts';
import { parseGraphText } from './graphFormat.ts';
import { programOwner } from '../system/programOwner.ts';
import { insidePath } from '../system/insidePath.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'reflow-document-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const addNode = (id: string): GraphEdit => ({
  kind: 'node',
  id,
  before: null,
  after: { id, component: 'C', metadata: {}, scriptRuntime: null },
});

async function open(text?: string): Promise<GraphDocument> {
  const file = path.join(root, 'a.graph.json');
  if (text !== undefined) await writeFile(file, text);
  return GraphDocument.open('a.graph.json', file, path.join(root, '.reflow'), Date.now);
}
/** The start time of a process, as its owner's name has it. */
const startOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19];
const onDisk = () => readFile(path.join(root, 'a.graph.json'), 'utf8');
const some = '{"processes":{"n":{"component":"C"}}}';

describe('graph documents', () => {
  it('[G3] saving without an edit leaves the file byte for byte as it was', async () => {
    const document = await open(some);
    expect(await document.save(false)).toMatchObject({ saved: true });
    expect(await onDisk()).toBe(some);
    await document.edit([addNode('m')]);
    await document.save(false);
    const written = await onDisk();
    await document.close();
    const again = await open();
    await again.save(false);
    expect(await onDisk()).toBe(written);
    await again.close();
  });

  it('[G4] a save leaves no temporary file behind and empties the journal', async () => {
    const document = await open(some);
    await document.edit([addNode('m')]);
    await document.save(false);
    await document.close();
    expect(await readdir(root)).toEqual(['.reflow', 'a.graph.json']);
    expect((await open()).opened([]).recovered).toBeNull();
  });

  it('[G4] edits that were not saved are offered by the next start and taken back whole', async () => {
    const before = await open(some);
    await before.edit([addNode('m')]);
    await before.edit([addNode('k')]);
    const after = await open();
    expect(after.opened([]).recovered).toMatchObject({ edits: 2 });
    expect(Object.keys(after.graph.processes)).toEqual(['n']);
    await expect(after.edit([addNode('x')])).rejects.toThrow('unsaved edits from before');
    await after.resolve('recovered');
    expect(Object.keys(after.graph.processes).sort()).toEqual(['k', 'm', 'n']);
    await after.edit([addNode('x')]);
    const third = await open();
    await third.resolve('recovered');
    expect(Object.keys(third.graph.processes).sort()).toEqual(['k', 'm', 'n', 'x']);
    await third.save(false);
    expect((await open()).opened([]).recovered).toBeNull();
    await Promise.all([before.close(), after.close(), third.close()]);
  });

  it('[G4] a journal whose last line was cut short gives all whole edits', async () => {
    const before = await open(some);
    await before.edit([addNode('m')]);
    await before.edit([addNode('k')]);
    await before.close();
    const folder = path.join(root, '.reflow', 'journal');
    const journal = path.join(folder, (await readdir(folder))[0]!);
    const text = await readFile(journal, 'utf8');
    await writeFile(journal, text.slice(0, -20));
    const after = await open();
    await after.resolve('recovered');
    expect(Object.keys(after.graph.processes).sort()).toEqual(['m', 'n']);
    await after.close();
  });

  it('[G4, P2] what another running program has not saved is its own; once that has died, it is offered', async () => {
    const theirs = await open(some);
    await theirs.edit([addNode('m')]);
    await theirs.close();
    const folder = path.join(root, '.reflow', 'journal');
    const [own] = await readdir(folder);
    const [namespace] = programOwner().split('.');
    const parent = `${namespace}.${process.ppid}.${startOf(process.ppid)}`;
    const gone = `${namespace}.${process.ppid}.1`;
    const ofOther = own!.replace(programOwner(), parent);
    await rename(path.join(folder, own!), path.join(folder, ofOther));
    const mine = await open();
    expect(mine.opened([]).recovered).toBeNull();
    await mine.edit([addNode('k')]);
    await mine.save(false);
    await mine.close();
    expect(await readdir(folder)).toEqual([ofOther]);
    await rename(path.join(folder, ofOther), path.join(folder, own!.replace(programOwner(), gone)));
    const later = await open();
    expect(later.opened([]).recovered).toMatchObject({ edits: 1 });
    await later.save(false);
    expect((await open()).opened([]).recovered).toMatchObject({ edits: 1 });
    await later.resolve('recovered');
    await later.close();
    const last = await open();
    await last.resolve('recovered');
    expect(Object.keys(last.graph.processes).sort()).toEqual(['k', 'm', 'n']);
    await last.resolve('disk');
    await last.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('[G4] a program that ends between writing the file and emptying the journal leaves nothing to offer', async () => {
    const file = path.join(root, 'a.graph.json');
    const before = await open(some);
    await before.edit([addNode('m')]);
    // The file cannot be replaced: the save gets as far as it can.
    await rm(file);
    await mkdir(path.join(file, 'in the way'), { recursive: true });
    await expect(before.save(false)).rejects.toThrow('cannot be written');
    await before.close();
    const folder = path.join(root, '.reflow', 'journal');
    const journal = path.join(folder, (await readdir(folder))[0]!);
    const left = await readFile(journal, 'utf8');
    await rm(file, { recursive: true });
    const after = await open(some);
    expect(after.opened([]).recovered).toMatchObject({ edits: 1 });
    await after.resolve('recovered');
    expect(await after.save(false)).toMatchObject({ saved: true });
    await after.close();
    await writeFile(journal, left);
    expect((await open()).opened([]).recovered).toBeNull();
  });

  it('[G4] a save keeps the permissions of the file', async () => {
    const document = await open(some);
    await chmod(path.join(root, 'a.graph.json'), 0o640);
    await document.edit([addNode('m')]);
    await document.save(false);
    expect((await stat(path.join(root, 'a.graph.json'))).mode & 0o777).toBe(0o640);
    await document.close();
  });

  it('[G4] a file changed outside is never overwritten unasked; what does not conflict is merged', async () => {
    const document = await open(some);
    await document.edit([addNode('mine')]);
    await writeFile(
      path.join(root, 'a.graph.json'),
      '{"processes":{"n":{"component":"C"},"theirs":{"component":"C"}}}',
    );
    const refused = await document.save(false);
    expect(refused).toMatchObject({ saved: false, reason: 'changedOnDisk', mergeable: true });
    expect(await onDisk()).toContain('theirs');
    await document.resolve('merged');
    expect(await document.save(false)).toMatchObject({ saved: true });
    const ids = Object.keys(parseGraphText(await onDisk(), 'a').processes);
    expect(ids.sort()).toEqual(['mine', 'n', 'theirs']);
    await document.close();
  });

  it('[G4] an outside change with nothing unsaved here is loaded, and a broken one keeps the graph and says where', async () => {
    const document = await open(some);
    const news: Topics['graph']['data'][] = [];
    document.watch((one) => news.push(one));
    await writeFile(path.join(root, 'a.graph.json'), '{"processes":{"k":{"component":"C"}}}');
    await document.diskChanged();
    expect(Object.keys(document.graph.processes)).toEqual(['k']);
    // So that no window shows it as unsaved.
    expect(news).toContainEqual({ kind: 'saved', revision: (news[0] as { revision: number }).revision });
    await writeFile(path.join(root, 'a.graph.json'), '{"processes":\n{,}}');
    await document.diskChanged();
    expect(Object.keys(document.graph.processes)).toEqual(['k']);
    expect(news.at(-1)).toMatchObject({
      kind: 'problems',
      problems: [{ message: expect.stringContaining('a.graph.json') as string }],
    });
    await document.close();
  });

  it('[G1] a file that is not JSON is refused with file, line and what to do', async () => {
    await expect(open('{"processes": {\n  oops }')).rejects.toThrow(
      /a\.graph\.json is not a graph: .*line 2.*Mend the file/,
    );
  });
});

describe('workspace files', () => {
  it('[X3] nothing outside the workspace is read or written, links out included', async () => {
    await symlink('/etc', path.join(root, 'out'));
    for (const wanted of ['../x', '/etc/passwd', 'out/passwd', 'a/../../x', 'out/new.txt'])
      await expect(insidePath(root, wanted)).rejects.toThrow('is outside the workspace');
    expect(await insidePath(root, 'new/folder/file.py')).toContain(path.join('new', 'folder', 'file.py'));
  });

  it('[G4] a text changed on disk since it was opened is given back, not overwritten', async () => {
    const files = new WorkspaceFiles(root, []);
    await writeFile(path.join(root, 'a.py'), 'one');
    const { hash } = await files.read('a.py');
    await writeFile(path.join(root, 'a.py'), 'two');
    expect(await files.write('a.py', 'three', hash)).toMatchObject({ saved: false, text: 'two' });
    expect(await files.write('b.py', 'new', null)).toMatchObject({ saved: true });
  });
});

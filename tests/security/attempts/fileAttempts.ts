import type { AttemptGroup } from './attempt.ts';

export const readingFiles: AttemptGroup = {
  what: 'read files of the host',
  attempts: [
    {
      title: 'by its path',
      python: 'return read("CANARY")',
      javascript: 'return read("CANARY")',
      isProvable: true,
    },
    {
      title: 'through the roots of processes',
      python: 'return each(read, ["/proc/1/rootCANARY", "/proc/self/rootCANARY", "/proc/thread-self/rootCANARY"])',
      javascript: 'return each(read, ["/proc/1/rootCANARY", "/proc/self/rootCANARY", "/proc/thread-self/rootCANARY"])',
      isProvable: true,
    },
    {
      title: 'through the working directories of processes, and up',
      python:
        'return each(read, ["/proc/1/cwd/..CANARY", "/proc/self/cwd/../../../../..CANARY", "/../../../..CANARY"])',
      javascript:
        'return each(read, ["/proc/1/cwd/..CANARY", "/proc/self/cwd/../../../../..CANARY", "/../../../..CANARY"])',
      isProvable: true,
    },
    {
      title: 'where an old root may have been left',
      python:
        'return each(read, [root + "CANARY" for root in ["/oldroot", "/newroot", "/tmp/oldroot", "/.old", "/host", "/mnt", "/hostfs"]])',
      javascript:
        'return each(read, ["/oldroot", "/newroot", "/tmp/oldroot", "/.old", "/host", "/mnt", "/hostfs"].map((root) => root + "CANARY"))',
    },
    {
      title: 'through a symbolic link made inside',
      python: `import os, tempfile
link = os.path.join(tempfile.mkdtemp(), 'link')
os.symlink('CANARY', link)
return read(link)`,
      javascript: `const fs = require('node:fs'), folder = fs.mkdtempSync('/tmp/x');
fs.symlinkSync('CANARY', folder + '/link');
return read(folder + '/link')`,
      isProvable: true,
    },
    {
      title: 'through a symbolic link to a folder above all',
      python: `import os, tempfile
link = os.path.join(tempfile.mkdtemp(), 'link')
os.symlink('/proc/1/root', link)
return each(read, [link + 'CANARY', link + '/..CANARY'])`,
      javascript: `const fs = require('node:fs'), folder = fs.mkdtempSync('/tmp/x');
fs.symlinkSync('/proc/1/root', folder + '/link');
return each(read, [folder + '/linkCANARY', folder + '/link/..CANARY'])`,
    },
    {
      title: 'through a hard link',
      python: `import os
os.link('CANARY', 'CANARY.linked')
return read('CANARY.linked')`,
      javascript: `require('node:fs').linkSync('CANARY', 'CANARY.linked');
return read('CANARY.linked')`,
      isProvable: true,
    },
    {
      title: 'by listing and walking folders',
      python: `import os
found = []
for top, folders, files in os.walk('/'):
    if top.count('/') > 3: folders[:] = []
    folders[:] = [name for name in folders if name not in ('proc', 'sys', 'lib', 'python3', 'node_modules')]
    found += [read(os.path.join(top, name)) for name in files if name == 'canary']
return found + os.listdir('FOLDER')`,
      javascript: `const fs = require('node:fs');
return each((name) => read('FOLDER/' + name), fs.readdirSync('FOLDER'))`,
      isProvable: true,
    },
    {
      title: 'as an address',
      python: 'import urllib.request\nreturn urllib.request.urlopen("file://CANARY").read()',
      javascript: `return each(async (load) => (await load()), [
  () => import('file://CANARY'),
  () => import('file://CANARY', { with: { type: 'json' } }),
  () => fetch('file://CANARY').then((answer) => answer.text()),
])`,
    },
    {
      title: 'by loading it as a module',
      python: `import importlib.machinery, importlib.util
specification = importlib.util.spec_from_loader('canary', importlib.machinery.SourceFileLoader('canary', 'CANARY'))
return specification.loader.get_data('CANARY')`,
      javascript: `return require('CANARY')`,
    },
    {
      title: 'by other programs of the system',
      python: `import subprocess
return each(lambda words: subprocess.run(words, capture_output=True, timeout=20).stdout, [
    ['/bin/cat', 'CANARY'], ['/bin/sh', '-c', 'cat CANARY'], ['/usr/bin/env', 'cat', 'CANARY'], ['busybox', 'cat', 'CANARY']])`,
      javascript: `return [start('/bin/cat', 'CANARY'), start('/bin/sh', '-c', 'cat CANARY'), start('/usr/bin/env', 'cat', 'CANARY')]`,
      isProvable: true,
    },
    {
      title: 'in the shared memory of the host',
      python: 'return read("/dev/shm/SHARED")',
      javascript: 'return read("/dev/shm/SHARED")',
      isProvable: true,
    },
    {
      title: 'of the workspace, beside its own file',
      python:
        'return [read("FOLDER/reflow.yaml"), each(read, ["reflow.yaml", "../reflow.yaml", __file__ + "/../../reflow.yaml"])]',
      javascript: 'return [read("FOLDER/reflow.yaml"), await each(read, ["reflow.yaml", "../reflow.yaml"])]',
      isProvable: true,
    },
    {
      title: 'on disks and in memory of the machine',
      python: `return each(read, ['/dev/sda', '/dev/vda', '/dev/nvme0n1', '/dev/mem', '/dev/kmem', '/dev/port', '/proc/kcore', '/proc/kmsg'])`,
      javascript: `return each(read, ['/dev/sda', '/dev/vda', '/dev/nvme0n1', '/dev/mem', '/dev/kmem', '/dev/port', '/proc/kcore', '/proc/kmsg'])`,
    },
    {
      title: 'through devices that it makes itself',
      python: `import os, stat
def make(kind, major, minor):
    os.mknod('/tmp/device-%d-%d' % (major, minor), kind | 0o666, os.makedev(major, minor))
    return read('/tmp/device-%d-%d' % (major, minor))
return each(lambda one: make(*one), [(stat.S_IFBLK, 8, 0), (stat.S_IFBLK, 252, 0), (stat.S_IFCHR, 1, 1), (stat.S_IFCHR, 10, 200)])`,
      javascript: `return [start('mknod', '/tmp/disk', 'b', '8', '0'), start('/bin/busybox', 'mknod', '/tmp/disk', 'b', '8', '0'), await each(read, ['/tmp/disk'])]`,
    },
  ],
};

export const writingFiles: AttemptGroup = {
  what: 'change files of the host',
  attempts: [
    {
      title: 'by writing, appending and cutting',
      python: `return each(lambda mode: open('CANARY', mode).write('taken'), ['r+', 'a', 'w'])`,
      javascript: `return each((flag) => require('node:fs').writeFileSync('CANARY', 'taken', { flag }), ['r+', 'a', 'w'])`,
      isProvable: true,
    },
    {
      title: 'by removing, renaming and changing rights',
      python: `import os
return each(lambda action: action('CANARY'), [
    lambda path: os.chmod(path, 0o777), lambda path: os.rename(path, path + '.taken'), os.unlink, lambda path: os.truncate(path, 0)])`,
      javascript: `const fs = require('node:fs');
return each((action) => action('CANARY'), [
  (path) => fs.chmodSync(path, 0o777), (path) => fs.renameSync(path, path + '.taken'), fs.unlinkSync, fs.rmSync])`,
      isProvable: true,
    },
    {
      title: 'by new files and folders beside them',
      python: `import os
return each(lambda action: action(), [lambda: open('FOLDER/taken', 'w').write('x'), lambda: os.mkdir('FOLDER/folder')])`,
      javascript: `const fs = require('node:fs');
return each((action) => action(), [() => fs.writeFileSync('FOLDER/taken', 'x'), () => fs.mkdirSync('FOLDER/folder')])`,
      isProvable: true,
    },
    {
      title: 'of the runner, so that the next actor runs other code',
      python: `import os, sys
runner = os.path.dirname(os.path.dirname(os.path.abspath(sys.modules['reflow'].__file__)))
return each(lambda path: open(path, 'a').write('# taken'), [
    runner + '/main.py', 'RUNNERS/python/main.py', 'RUNNERS/javascript/main.cjs', '/runner/python/main.py', '/runner/javascript/main.cjs'])`,
      javascript: `const fs = require('node:fs');
return each((path) => fs.appendFileSync(path, '// taken'), [
  'RUNNERS/python/main.py', 'RUNNERS/javascript/main.cjs', '/runner/python/main.py', '/runner/javascript/main.cjs', ...[globalThis.process.argv?.[1] ?? []].flat()])`,
    },
    {
      title: 'of the interpreter',
      python: `import os, sys
return each(lambda path: open(path, 'r+b').close() or os.rename(path, path + '.taken'), [sys.executable, os.path.realpath(sys.executable), '/proc/self/exe', os.__file__])`,
      javascript: `const fs = require('node:fs');
return each((path) => fs.closeSync(fs.openSync(path, 'r+')), [globalThis.process.execPath, '/proc/self/exe', 'INTERPRETER'])`,
    },
    {
      title: 'of the workspace: settings, actors, graphs',
      python: `return each(lambda name: open('FOLDER/' + name, 'a').write('taken'), ['reflow.yaml', 'actors/other.actor.py', 'main.graph.json'])`,
      javascript: `return each((name) => require('node:fs').appendFileSync('FOLDER/' + name, 'taken'), ['reflow.yaml', 'actors/other.actor.py', 'main.graph.json'])`,
      isProvable: true,
    },
    {
      title: 'in the shared memory of the host',
      python: 'return write("/dev/shm/SHARED", "taken")',
      javascript: 'return write("/dev/shm/SHARED", "taken")',
      isProvable: true,
    },
    {
      title: 'that are settings of the kernel',
      python: `return each(lambda path: open(path, 'w').write('|/tmp/taken'), ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe',
    '/proc/sys/vm/overcommit_memory', '/proc/sys/kernel/hostname', '/sys/kernel/uevent_helper', '/proc/sys/fs/binfmt_misc/register'])`,
      javascript: `return each((path) => write(path, '|/tmp/taken'), ['/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe',
  '/proc/sys/vm/overcommit_memory', '/proc/sys/kernel/hostname', '/sys/kernel/uevent_helper', '/proc/sys/fs/binfmt_misc/register'])`,
    },
  ],
};

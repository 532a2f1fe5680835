import { programOf, type RawCall } from '../machineCode.ts';
import type { AttemptGroup } from './attempt.ts';

/** A JavaScript expression that starts a program of machine code for each system call, and tells how they ended. */
const programs = (...calls: RawCall[]) =>
  `[${calls.map((call) => `execute('${programOf(call).toString('base64')}', 'KERNEL')`).join(', ')}]`;
const machineCode = (...calls: RawCall[]) => `return ${programs(...calls)}`;

export const mounts: AttemptGroup = {
  what: 'change what is mounted, or leave its root',
  attempts: [
    {
      title: 'by mounting the folder of the host',
      python: `import os
os.makedirs('/tmp/mounted', exist_ok=True)
return each(lambda source: syscall('mount', source, b'/tmp/mounted', b'none', 4096, 0) and None or read('/tmp/mounted/canary'), [b'FOLDER', b'/proc/1/rootFOLDER', b'/'])`,
      javascript: `return [start('mount', '--bind', 'FOLDER', '/tmp'), ...${programs({ number: 165, arguments: [0, 0, 0, 4096] })}]`,
    },
    {
      title: 'by mounting a file system of its own over the host, and cgroups',
      python: `return each(lambda one: syscall('mount', b'none', one[0], one[1], 0, 0), [(b'FOLDER', b'tmpfs'), (b'/tmp', b'cgroup'), (b'/tmp', b'proc'), (b'/tmp', b'sysfs'), (b'/', b'tmpfs')])`,
      javascript: `return [start('mount', '-t', 'tmpfs', 'none', 'FOLDER'), start('mount', '-t', 'proc', 'none', '/tmp')]`,
    },
    {
      title: 'by the newer calls for mounts',
      python: `return each(reach('KERNEL'), [('fsopen', b'tmpfs', 0), ('open_tree', -100, b'/', 1), ('move_mount', -100, b'/', -100, b'FOLDER', 0), ('mount_setattr', -100, b'/', 0, 0, 0)])`,
      javascript: machineCode({ number: 430, arguments: [0, 0] }, { number: 428, arguments: [-100, 0, 1] }),
    },
    {
      title: 'by unmounting what covers the host',
      python: `return each(lambda path: syscall('umount2', path, 2) and None or read('CANARY'), [b'/', b'/tmp', b'/proc', b'/proc/sys', b'/runner', b'/packages', b'/sys'])`,
      javascript: `return [start('umount', '-l', '/proc'), start('umount', '-l', '/tmp'), ...${programs({ number: 166, arguments: [0, 2] })}]`,
    },
    {
      title: 'by changing the root twice',
      python: `import os
os.makedirs('/tmp/root', exist_ok=True)
os.chroot('/tmp/root')
for _ in range(20): os.chdir('..')
os.chroot('.')
return read('CANARY')`,
      javascript: `return [start('chroot', '/proc/1/root', 'cat', 'CANARY'), ...${programs({ number: 161, arguments: [0] })}]`,
    },
    {
      title: 'by moving the root',
      python: `return [syscall('pivot_root', b'/tmp', b'/tmp'), read('/tmpCANARY')]`,
      javascript: `return [start('pivot_root', '/tmp', '/tmp'), ...${programs({ number: 155, arguments: [0, 0] })}]`,
    },
    {
      title: 'by handles of files',
      python: `import ctypes
handle = ctypes.create_string_buffer(bytes([8, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]), 128)
root = syscall('open_by_handle_at', 0, handle, 0)
return read('/proc/self/fd/%d' % root + 'CANARY')`,
      javascript: machineCode({ number: 304, arguments: [0, 0, 0] }, { number: 303, arguments: [-100, 0, 0, 0] }),
    },
  ],
};

export const namespaces: AttemptGroup = {
  what: 'leave its namespaces, or make new ones',
  attempts: [
    {
      title: 'by new ones, each kind alone',
      python: `import os
kinds = [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000]
return [each(lambda kind: syscall('unshare', kind), kinds), each(read, ['CANARY'])]`,
      javascript: machineCode(
        ...[0x00020000, 0x10000000, 0x20000000, 0x40000000].map((kind) => ({ number: 272, arguments: [kind] })),
      ),
    },
    {
      title: 'by new ones of a child',
      python: `import os
def child(flags):
    result = syscall('clone', flags | 17, 0, 0, 0, 0)
    if result == 0: os._exit(0)
    return result
return each(child, [0x00020000, 0x10000000, 0x20000000, 0x30020000])`,
      javascript: `return [start('unshare', '-Urm', 'cat', 'CANARY'), start('bwrap', '--bind', '/', '/', 'cat', 'CANARY')]`,
    },
    {
      title: 'by entering those of others',
      python: `import os
def enter(path):
    syscall('setns', os.open(path, os.O_RDONLY), 0)
    return [read('CANARY'), os.listdir('FOLDER')]
return each(enter, ['/proc/%s/ns/%s' % (pid, name) for pid in ('1', 'VICTIM') for name in ('mnt', 'net', 'pid', 'user', 'ipc')])`,
      javascript: `return [start('nsenter', '-t', '1', '-a', 'cat', 'CANARY'), start('nsenter', '-t', 'VICTIM', '-m', 'cat', 'CANARY')]`,
    },
    {
      title: 'by leaving or changing cgroups',
      python: `import os, glob
found = glob.glob('/sys/fs/cgroup/**/cgroup.procs', recursive=True) + glob.glob('/sys/fs/cgroup/**/release_agent', recursive=True)
return [each(lambda path: open(path, 'w').write('0'), found[:50]), each(lambda path: open(path, 'w').write('/'), ['/proc/self/cgroup'])]`,
      javascript: `return each((path) => write(path, '0'), ['/sys/fs/cgroup/cgroup.procs', '/sys/fs/cgroup/memory/cgroup.procs', '/sys/fs/cgroup/memory/release_agent', '/proc/self/cgroup'])`,
    },
    {
      title: 'by the name of the machine',
      python: `import socket
return each(lambda action: action(), [lambda: socket.sethostname('taken'), lambda: syscall('sethostname', b'taken', 5), lambda: open('/proc/sys/kernel/hostname', 'w').write('taken')])`,
      javascript: `return [start('hostname', 'taken'), await each((path) => write(path, 'taken'), ['/proc/sys/kernel/hostname', '/proc/sys/kernel/domainname'])]`,
    },
  ],
};

export const kernel: AttemptGroup = {
  what: 'use parts of the kernel that actors have no business with',
  attempts: [
    {
      title: 'rings of input and output',
      python: `import ctypes
return each(reach('KERNEL'), [('io_uring_setup', 8, ctypes.create_string_buffer(120)), ('io_uring_register', 0, 9, 0, 0), ('io_uring_enter', 0, 1, 0, 0, 0, 0)])`,
      javascript: machineCode({ number: 425, arguments: [8, 0] }, { number: 426, arguments: [0, 1, 0, 0] }),
    },
    {
      title: 'programs for the kernel, and its counters',
      python: `import ctypes
return each(reach('KERNEL'), [('bpf', 0, ctypes.create_string_buffer(128), 128), ('perf_event_open', ctypes.create_string_buffer(128), 0, -1, -1, 0)])`,
      javascript: machineCode({ number: 321, arguments: [0, 0, 128] }, { number: 298, arguments: [0, 0, -1, -1] }),
    },
    {
      title: 'page faults in its own hands',
      python: `return each(reach('KERNEL'), [('userfaultfd', 1), ('userfaultfd', 0)])`,
      javascript: machineCode({ number: 323, arguments: [1] }, { number: 323, arguments: [0] }),
    },
    {
      title: 'keyrings',
      python: `return each(reach('KERNEL'), [('add_key', b'user', b'MARKER', b'value', 5, -4), ('keyctl', 0, -3, 1), ('request_key', b'user', b'MARKER', 0, 0)])`,
      javascript: `return [start('keyctl', 'add', 'user', 'MARKER', 'value', '@u'), ...${programs({ number: 250, arguments: [0, -3, 1] })}]`,
    },
    {
      title: 'modules and another kernel',
      python: `return each(reach('KERNEL'), [('init_module', b'', 0, b''), ('finit_module', 0, b'', 0), ('kexec_load', 0, 0, 0, 0)])`,
      javascript: machineCode({ number: 175, arguments: [0, 0, 0] }, { number: 246, arguments: [0, 0, 0, 0] }),
    },
    {
      title: "the machine's clock, swap, accounting and log",
      python: `import ctypes
return each(reach('KERNEL'), [('swapon', b'/tmp/x', 0), ('acct', b'/tmp/x'), ('syslog', 5, 0, 0), ('reboot', 0, 0, 0, 0)])`,
      javascript: machineCode(
        { number: 167, arguments: [0, 0] },
        { number: 163, arguments: [0] },
        { number: 169, arguments: [0, 0, 0] },
      ),
    },
    {
      title: 'the gates for other kinds of programs',
      python: `import ctypes
library = ctypes.CDLL(None, use_errno=True)
import os
pid = os.fork()
if pid == 0:
    library.syscall(ctypes.c_long(0x40000000 + 41), 2, 1, 0)
    os._exit(0)
return os.waitpid(pid, 0)`,
      javascript: machineCode(
        { number: 0x40000000 + 41, arguments: [2, 1, 0] },
        { number: 359, arguments: [2, 1, 0], gate: 'int80' },
        { number: 9999 },
      ),
    },
    {
      title: 'a filter of its own, another personality, memory that is code',
      python: `import mmap
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
return each(reach('KERNEL'), [('seccomp', 1, 0, 0), ('personality', 0x0040000)])`,
      javascript: machineCode({ number: 317, arguments: [0, 0, 0] }, { number: 135, arguments: [0x0040000] }),
    },
    {
      title: 'terminals',
      python: `import fcntl, os
return [each(lambda descriptor: fcntl.ioctl(descriptor, 0x5412, b'x'), [0, 1, 2, 3]), each(lambda path: open(path, 'w').write('x'), ['/dev/tty', '/dev/console', '/dev/tty1', '/dev/pts/0'])]`,
      javascript: `return each((path) => write(path, 'x'), ['/dev/tty', '/dev/console', '/dev/tty1', '/dev/pts/0', '/dev/ptmx'])`,
    },
  ],
};

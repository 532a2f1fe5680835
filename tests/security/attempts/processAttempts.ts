import type { AttemptGroup } from './attempt.ts';

export const environments: AttemptGroup = {
  what: 'find what the program knows: environments, command lines, memory',
  attempts: [
    {
      title: 'its own environment',
      python: 'import os\nreturn dict(os.environ)',
      javascript: 'return globalThis.process.env',
    },
    {
      title: 'the environments of all processes',
      python: `import os
return each(lambda pid: read('/proc/%s/environ' % pid), [name for name in os.listdir('/proc') if name.isdigit()] + ['self', 'VICTIM'])`,
      javascript: `return each((pid) => read('/proc/' + pid + '/environ'), [...require('node:fs').readdirSync('/proc').filter((name) => /^\\d+$/.test(name)), 'self', 'VICTIM'])`,
      isProvable: true,
    },
    {
      title: 'the command lines of all processes',
      python: `import os
return each(lambda pid: read('/proc/%s/cmdline' % pid), [name for name in os.listdir('/proc') if name.isdigit()] + ['VICTIM'])`,
      javascript: `return each((pid) => read('/proc/' + pid + '/cmdline'), [...require('node:fs').readdirSync('/proc').filter((name) => /^\\d+$/.test(name)), 'VICTIM'])`,
      isProvable: true,
    },
    {
      title: 'processes by the programs of the system',
      python: `import subprocess
return each(lambda words: subprocess.run(words, capture_output=True, timeout=20).stdout, [['ps', 'auxeww'], ['/bin/sh', '-c', 'cat /proc/VICTIM/cmdline']])`,
      javascript: `return [start('ps', 'auxeww'), start('/bin/sh', '-c', 'cat /proc/VICTIM/cmdline')]`,
      isProvable: true,
    },
    {
      title: 'files, folders and memory of a process',
      python: `import os
def memory(pid):
    spans = [line.split()[0].split('-') for line in read('/proc/%s/maps' % pid).splitlines() if '[stack]' in line]
    with open('/proc/%s/mem' % pid, 'rb') as file:
        file.seek(int(spans[0][0], 16))
        return file.read(int(spans[0][1], 16) - int(spans[0][0], 16))
return [each(memory, [VICTIM, 1]), each(os.readlink, ['/proc/VICTIM/exe', '/proc/VICTIM/cwd']), each(os.listdir, ['/proc/VICTIM/fd', '/proc/VICTIM/root'])]`,
      javascript: `const fs = require('node:fs');
return [await each((pid) => {
  const [from, to] = read('/proc/' + pid + '/maps').split('\\n').find((line) => line.includes('[stack]')).split(' ')[0].split('-').map((text) => parseInt(text, 16));
  const file = fs.openSync('/proc/' + pid + '/mem', 'r'), bytes = Buffer.alloc(to - from);
  fs.readSync(file, bytes, 0, bytes.length, from);
  return bytes.toString('latin1');
}, [VICTIM, 1]), await each(fs.readlinkSync, ['/proc/VICTIM/exe', '/proc/VICTIM/cwd']), await each(fs.readdirSync, ['/proc/VICTIM/fd', '/proc/VICTIM/root'])]`,
      isProvable: true,
    },
    {
      title: "the runner's own objects, for what they know of the host",
      python: `import gc
return [str(one)[:2000] for one in gc.get_objects() if isinstance(one, (dict, list, tuple)) and 'secret-' in str(one)][:20]`,
      javascript: `const seen = [];
for (const name of ['get', 'set', 'has']) { const own = Map.prototype[name]; Map.prototype[name] = function (...rest) { seen.push(this); return own.apply(this, rest); }; }
await context.state.get('x');
return JSON.stringify(seen.map((map) => [...map]), (_key, value) => typeof value === 'bigint' ? String(value) : value)`,
    },
  ],
};

export const processes: AttemptGroup = {
  what: 'touch processes of the host',
  attempts: [
    {
      title: 'by signals: kill',
      python: 'import os\nreturn os.kill(VICTIM, 9)',
      javascript: 'return globalThis.process.kill(VICTIM, "SIGKILL")',
      isProvable: true,
    },
    {
      title: 'by signals: stop',
      python: 'import os, signal\nreturn os.kill(VICTIM, signal.SIGSTOP)',
      javascript: 'return globalThis.process.kill(VICTIM, "SIGSTOP")',
      isProvable: true,
    },
    {
      title: 'by signals to groups, to parents and to everybody',
      python: `import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
return each(lambda pid: os.kill(pid, signal.SIGTERM), [-VICTIM, os.getppid(), 1, -1, 0])`,
      javascript: `globalThis.process.on('SIGTERM', () => {});
return each((pid) => globalThis.process.kill(pid, 'SIGTERM'), [-VICTIM, globalThis.process.ppid, 1, 0])`,
    },
    {
      title: 'by tracing',
      python: `return each(lambda request: syscall('ptrace', request, VICTIM, 0, 0), [16, 0x4206])`,
      javascript: `return [start('gdb', '-p', 'VICTIM', '-batch'), start('strace', '-p', 'VICTIM'), globalThis.process._debugProcess(VICTIM)]`,
    },
    {
      title: 'by reading and writing their memory',
      python: `import ctypes
vector = (ctypes.c_void_p * 2)(0x400000, 8)
own = ctypes.create_string_buffer(8)
mine = (ctypes.c_void_p * 2)(ctypes.addressof(own), 8)
return each(lambda name: syscall(name, VICTIM, mine, 1, vector, 1, 0), ['process_vm_readv', 'process_vm_writev'])`,
      javascript: `const fs = require('node:fs');
return each((path) => fs.writeSync(fs.openSync(path, 'r+'), 'taken', 0x400000), ['/proc/VICTIM/mem', '/proc/1/mem'])`,
    },
    {
      title: 'by holding them, and taking their descriptors',
      python: `held = syscall('pidfd_open', VICTIM, 0)
return [syscall('pidfd_getfd', held, 0, 0), syscall('pidfd_send_signal', held, 9, 0, 0)]`,
      javascript: `return each((path) => require('node:fs').openSync(path, 'r+'), [0, 1, 2, 3].map((number) => '/proc/VICTIM/fd/' + number))`,
    },
    {
      title: 'by their priority, their processors, their limits',
      python: `import os, resource
return each(lambda action: action(), [lambda: os.setpriority(os.PRIO_PROCESS, VICTIM, 19), lambda: os.sched_setaffinity(VICTIM, {0}),
    lambda: resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (10, 10))])`,
      javascript: `return [require('node:os').setPriority(VICTIM, 19), start('prlimit', '--pid', 'VICTIM', '--nofile=10')]`,
      isProvable: true,
    },
    {
      title: "by the kernel's choice of whom to end",
      python: `return each(lambda pid: open('/proc/%s/oom_score_adj' % pid, 'w').write('1000'), [VICTIM, 1])`,
      javascript: `return each((pid) => write('/proc/' + pid + '/oom_score_adj', '1000'), ['VICTIM', '1'])`,
    },
    {
      title: 'by outliving the sandbox: a session of its own',
      python: `import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(1000)', 'MARKER'])
    os._exit(0)
return 'started'`,
      javascript: `require('node:child_process').spawn(globalThis.process.execPath, ['-e', 'setTimeout(() => {}, 1e6)', 'MARKER'], { detached: true, stdio: 'ignore' }).unref();
return 'started'`,
    },
  ],
};

export const privileges: AttemptGroup = {
  what: 'gain rights',
  attempts: [
    {
      title: 'by becoming root',
      python: `import os
return each(lambda action: action() or read('CANARY'), [lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0])])`,
      javascript: `const { process } = globalThis;
return each((action) => { action(); return read('CANARY'); }, [() => process.setuid(0), () => process.setgid(0), () => process.setgroups([0]), () => process.initgroups(0, 0)])`,
    },
    {
      title: 'by a program marked set-user-id',
      python: `import os, shutil, subprocess, sys
shutil.copy(sys.executable, '/tmp/marked')
os.chmod('/tmp/marked', 0o6755)
return each(lambda words: subprocess.run(words, capture_output=True, timeout=20).stdout, [
    ['/tmp/marked', '-I', '-S', '-c', 'import os; os.setuid(0); print(open("CANARY").read())'], ['su', '-c', 'cat CANARY'], ['sudo', '-n', 'cat', 'CANARY']])`,
      javascript: `return [start('su', '-c', 'cat CANARY'), start('sudo', '-n', 'cat', 'CANARY'), start('pkexec', 'cat', 'CANARY')]`,
    },
    {
      title: 'by capabilities',
      python: `import ctypes
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
sets = (ctypes.c_uint32 * 6)(*[0xffffffff] * 6)
return [each(lambda one: syscall(*one), [('capset', header, sets), ('prctl', 47, 2, 21, 0, 0), ('prctl', 8, 1, 0, 0, 0)]), each(read, ['CANARY'])]`,
      javascript: `return [start('setpriv', '--inh-caps=+all', 'cat', 'CANARY'), start('capsh', '--print'), await each(read, ['CANARY'])]`,
    },
    {
      title: 'by raising its own limits',
      python: `import resource
def double(kind):
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (hard * 2, hard * 2))
    return 'GAINED'
return each(double, [resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE])`,
      javascript: `return start('/bin/sh', '-c', 'ulimit -n 100000 && echo GAINED')`,
    },
  ],
};

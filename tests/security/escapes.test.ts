import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syscalls, type Syscall } from '../../electron/backend/sandbox/bubblewrap/seccomp/syscalls.ts';
import { Captive, isolatingDrivers, stopEngine } from './captive.ts';
import { programOf, type RawCall } from './machineCode.ts';

/** A call's number on this machine. */
function numberOf(name: Syscall): number {
  const number = syscalls[name][process.arch === 'arm64' ? 1 : 0];
  if (number === null) throw new Error(`${name} does not exist here`);
  return number;
}

afterAll(stopEngine);

describe.each(isolatingDrivers)('escapes from $name', ({ name: driverName, make }) => {
  /** A container has an image's files and a shell above the actor; a namespace made by us has neither. */
  const isContainer = driverName === 'docker';
  const driver = make();
  const secret = `canary-${randomUUID()}`;
  const folder = mkdtempSync(join(tmpdir(), 'reflow-canary-'));
  const canary = join(folder, 'canary');
  let python: Captive;
  let javascript: Captive;

  beforeAll(async () => {
    writeFileSync(canary, secret);
    process.env.REFLOW_TEST_SECRET = secret;
    [python, javascript] = await Promise.all([Captive.in(driver, 'python'), Captive.in(driver, 'javascript')]);
  });
  afterAll(async () => {
    delete process.env.REFLOW_TEST_SECRET;
    await Promise.all([python[Symbol.asyncDispose](), javascript[Symbol.asyncDispose]()]);
    await driver[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  describe('files', () => {
    const ways = () => [
      canary,
      `/proc/1/root${canary}`,
      `/proc/self/root${canary}`,
      `/proc/1/cwd/..${canary}`,
      `/../../../..${canary}`,
      `/oldroot${canary}`,
      `/newroot${canary}`,
      `/tmp/oldroot${canary}`,
    ];

    it('[X4] a file of the host cannot be read, by any way round (Python)', async () => {
      const answers = await python.run(`answer = [attempt(lambda: read(path)) for path in ${JSON.stringify(ways())}]`);
      expect(answers).toEqual(ways().map(() => expect.stringMatching(/^(ENOENT|EACCES|EPERM)$/)));
    });

    it('[X4] a file of the host cannot be read, by any way round (JavaScript)', async () => {
      const answers = await javascript.run(
        `return ${JSON.stringify(ways())}.map((path) => attempt(() => fs.readFileSync(path, 'utf8')))`,
      );
      expect(answers).toEqual(ways().map(() => expect.stringMatching(/^(ENOENT|EACCES|EPERM)$/)));
    });

    it('[X4] well-known files of the host are not there', async () => {
      const paths = [
        '/etc/passwd',
        '/etc/shadow',
        '/root/.ssh',
        '/home',
        '/var',
        '/usr/bin/env',
        '/bin/sh',
        '/sys',
        '/run',
        '/boot',
      ];
      const ofImage = isContainer ? ['/etc/passwd', '/bin/sh', '/sys', '/run'] : [];
      expect(await python.run(`answer = [path for path in ${JSON.stringify(paths)} if os.path.lexists(path)]`)).toEqual(
        ofImage,
      );
      expect(await javascript.run(`return ${JSON.stringify(paths)}.filter((path) => fs.existsSync(path))`)).toEqual(
        ofImage,
      );
      if (isContainer)
        expect(await python.run(`answer = [read('/etc/passwd'), os.listdir('/sys'), os.listdir('/run')]`)).toEqual([
          expect.not.stringContaining('root'),
          [],
          [],
        ]);
    });

    it('[X4] packages that the host installed into the interpreter are not there', async () => {
      expect(
        await python.run(`
import glob, sysconfig
answer = glob.glob(sysconfig.get_path('stdlib') + '/*-packages/*')`),
      ).toEqual([]);
    });

    it('[X4] a symbolic link made inside leads nowhere outside', async () => {
      expect(
        await python.run(`
for name, target in [('a', '${canary}'), ('b', '/proc/1/root'), ('c', '../../../../..${folder}')]:
    os.symlink(target, '/tmp/' + name)
answer = [attempt(lambda: read(path)) for path in ['/tmp/a', '/tmp/b${canary}', '/tmp/c/canary']]`),
      ).toEqual(['ENOENT', expect.stringMatching(/EACCES|ENOENT|EPERM/), 'ENOENT']);
    });

    it('[X4] a link in the host that leads into a mounted folder shows nothing else', async () => {
      symlinkSync('/', join(folder, 'root'));
      expect(await python.run(`answer = attempt(lambda: os.listdir('${folder}/root'))`)).toBe('ENOENT');
    });

    it('[X4] nothing can be written but in the temporary directory', async () => {
      const answer = await python.run(`
written = []
for top, folders, files in os.walk('/'):
    folders[:] = [name for name in folders if not (top == '/' and name in ('proc', 'tmp'))]
    if len(written) > 10: break
    try:
        write(os.path.join(top, 'written'))
        written.append(top)
    except OSError:
        pass
    for name in files[:3]:
        path = os.path.join(top, name)
        if os.path.islink(path) or stat.S_ISCHR(os.stat(path).st_mode): continue
        try:
            open(path, 'r+b').close()
            written.append(path)
        except OSError:
            pass
answer = written`);
      expect(answer).toEqual([]);
    });

    it('[X4] runners and interpreter cannot be changed (JavaScript)', async () => {
      const answer = await javascript.run(`
return ['/runner/javascript/main.cjs', process.execPath, '/proc/self/exe', '/new'].flatMap((path) =>
  [() => fs.openSync(path, 'r+'), () => fs.chmodSync(path, 0o777), () => fs.renameSync(path, '/tmp/moved'), () => fs.unlinkSync(path)]
    .map(attempt))`);
      expect(answer).toEqual(
        Array.from({ length: 16 }, () => expect.stringMatching(/^(EROFS|ENOENT|EXDEV|ETXTBSY|EACCES|EPERM)$/)),
      );
    });
  });

  describe('/proc and /dev', () => {
    it('[X4] the environment of our program is nowhere to be found', async () => {
      const found = await python.run(`
found = []
for pid in [name for name in os.listdir('/proc') if name.isdigit()] + ['self', 'thread-self']:
    for name in ('environ', 'cmdline'):
        try:
            text = read('/proc/%s/%s' % (pid, name))
        except OSError:
            continue
        # The engine itself gives the first process an empty home.
        text = text.replace('HOME=/\\0', '')
        if '${secret}' in text or 'HOME=' in text or 'PATH=' in text: found.append([pid, name, text])
answer = found`);
      expect(found).toEqual([]);
      expect(
        JSON.stringify(await javascript.run('return [process.env, fs.readFileSync("/proc/1/environ", "latin1")]')),
      ).not.toMatch(/canary|HOME=\/\w|PATH/);
    });

    it('[X4] no file of /proc can be opened for writing', async () => {
      const writable = await python.run(`
found = []
for top, folders, files in os.walk('/proc'):
    if top == '/proc': folders[:] = [name for name in folders if not name.isdigit() or name == '1']
    folders[:] = [name for name in folders if name not in ('task', 'fd', 'map_files', 'cwd', 'root')]
    for name in files:
        path = os.path.join(top, name)
        try:
            # What is masked is the null device.
            if os.stat(path).st_rdev == os.makedev(1, 3): continue
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            found.append(path)
        except OSError:
            pass
answer = found`);
      // Names and priorities of its own processes, and nothing of the machine's.
      const own = isContainer ? /^\/proc\/(1|self|thread-self)\// : /^$/;
      expect((writable as string[]).filter((path) => !own.test(path))).toEqual([]);
    });

    it('[X4] kernel settings stay as they are', async () => {
      const settings = [
        'kernel/core_pattern',
        'kernel/hostname',
        'kernel/printk',
        'vm/overcommit_memory',
        'kernel/randomize_va_space',
      ];
      const before = settings.map((name) => readFileSync(`/proc/sys/${name}`, 'utf8'));
      await python.run(`
for name in ${JSON.stringify(settings)}:
    attempt(lambda: write('/proc/sys/' + name, '|/tmp/x'))
attempt(lambda: write('/proc/sysrq-trigger', 'h'))
attempt(lambda: socket.sethostname('taken'))`);
      await javascript.run(
        `for (const name of ${JSON.stringify(settings)}) attempt(() => fs.writeFileSync('/proc/sys/' + name, '|/tmp/x'))`,
      );
      expect(settings.map((name) => readFileSync(`/proc/sys/${name}`, 'utf8'))).toEqual(before);
      expect(hostname()).not.toBe('taken');
    });

    it('[X4] what only root may read of the machine cannot be read', async () => {
      const names = [
        'kcore',
        'kmsg',
        'kallsyms',
        'kpagecount',
        'kpageflags',
        'vmallocinfo',
        'slabinfo',
        'timer_list',
        'keys',
      ];
      const answers = await python.run(
        `answer = [attempt(lambda: len(read('/proc/' + name))) for name in ${JSON.stringify(names)}]`,
      );
      for (const answer of answers as unknown[])
        expect(JSON.stringify(answer)).toMatch(/^("(EACCES|ENOENT|EPERM)"|\{"done":"0"\})$/);
    });

    it('[X4] the only processes to be seen are its own', async () => {
      const list = `[name for name in os.listdir('/proc') if name.isdigit()]`;
      // Its parent, and itself.
      expect(await python.run(`answer = ${list}`)).toEqual(['1', expect.any(String)]);
      expect(await javascript.run(`return fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))`)).toEqual([
        '1',
        expect.any(String),
      ]);
    });

    it('[X4] there are no devices but harmless ones, and none can be made', async () => {
      const devices = (await python.run(`answer = sorted(os.listdir('/dev'))`)) as string[];
      const harmless = ['null', 'random', 'shm', 'urandom', 'zero'];
      const ofEngine = ['core', 'fd', 'full', 'mqueue', 'ptmx', 'pts', 'stderr', 'stdin', 'stdout', 'tty'];
      expect(devices.filter((name) => ![...harmless, ...(isContainer ? ofEngine : [])].includes(name))).toEqual([]);
      expect(
        await python.run(`answer = [attempt(lambda: os.mknod('/tmp/disk', stat.S_IFBLK | 0o666, os.makedev(8, 0))),
  attempt(lambda: os.mknod('/tmp/memory', stat.S_IFCHR | 0o666, os.makedev(1, 1))),
  attempt(lambda: open('/dev/tty')), attempt(lambda: write('/dev/new'))]`),
      ).toEqual(['EPERM', 'EPERM', expect.stringMatching(/ENOENT|ENXIO/), expect.stringMatching(/EROFS|EACCES/)]);
    });

    it('[X4] it holds no descriptors of ours', async () => {
      const links = (await python.run(`
answer = [os.readlink('/proc/self/fd/' + name) for name in os.listdir('/proc/self/fd') if os.path.lexists('/proc/self/fd/' + name)]`)) as string[];
      for (const link of links)
        expect(link).toMatch(/^(socket:\[\d+\]|pipe:\[\d+\]|\/dev\/null|\/proc\/\d+\/fd|anon_inode:.*)$/);
      // stdout, stderr and the channel, which the runner holds three times.
      expect(new Set(links.filter((link) => /^(socket|pipe)/.test(link))).size).toBe(3);
    });
  });

  describe('network', () => {
    it('[X4] no connection leaves it, to the host or elsewhere', async () => {
      let arrived = 0;
      const server = createServer((socket) => {
        arrived++;
        socket.destroy();
      });
      const path = join(folder, 'socket');
      const local = createServer(() => arrived++);
      const datagrams = createSocket('udp4', () => arrived++);
      await Promise.all([
        once(server.listen(0, '127.0.0.1'), 'listening'),
        once(local.listen(path), 'listening'),
        once(datagrams.bind(0, '127.0.0.1'), 'listening'),
      ]);
      try {
        const { port } = server.address() as AddressInfo;
        const udp = datagrams.address().port;
        const answers = await python.run(`
def datagram():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', ${udp}))
def local(path):
    socket.socket(socket.AF_UNIX).connect(path)
answer = [
    attempt(lambda: socket.create_connection(('127.0.0.1', ${port}), 2)),
    attempt(lambda: socket.create_connection(('1.1.1.1', 443), 2)),
    attempt(datagram), attempt(lambda: local('${path}')), attempt(lambda: local('\\0abstract')),
]`);
        expect(answers).toEqual(Array.from({ length: 5 }, () => 'EPERM'));
        const reached = await javascript.run(`
const reach = (options) => new Promise((resolve) => {
  const socket = require('node:net').connect(options);
  socket.on('connect', () => resolve('connected'));
  socket.on('error', (failure) => resolve(failure.code));
});
const send = () => new Promise((resolve) => {
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('error', (failure) => resolve(failure.code));
  socket.send('x', ${udp}, '127.0.0.1', (failure) => resolve(failure?.code ?? 'sent'));
});
const fetched = fetch('http://127.0.0.1:${port}').then(() => 'fetched', (failure) => failure.cause?.code ?? failure.name);
return Promise.all([reach({ host: '127.0.0.1', port: ${port} }), reach({ path: ${JSON.stringify(path)} }), send(), fetched])`);
        for (const answer of reached as string[]) expect(answer).toMatch(/^(EPERM|ENOENT|EACCES)$/);
        expect(arrived).toBe(0);
      } finally {
        server.close();
        local.close();
        datagrams.close();
      }
    });

    it('[X4] it cannot listen, and has no raw, netlink or other sockets', async () => {
      expect(
        await python.run(`
families = [(2, 1), (2, 3), (10, 1), (16, 3), (17, 3), (40, 1), (1, 1), (38, 5)]
answer = [attempt(lambda: socket.socket(*family)) for family in families]`),
      ).toEqual(Array.from({ length: 8 }, () => 'EPERM'));
      expect(
        await javascript.run(`
const server = require('node:net').createServer();
return new Promise((resolve) => server.on('error', (failure) => resolve(failure.code)).listen(0, () => resolve('listening')))`),
      ).toBe('EPERM');
    });

    it('[X4] a pair of sockets, which asyncio needs, is all that can be made, and only of the local kind', async () => {
      expect(
        await python.run(`
import asyncio
async def main(): return 'ran'
answer = [asyncio.run(main()), attempt(lambda: socket.socketpair(socket.AF_INET, socket.SOCK_STREAM))]`),
      ).toEqual(['ran', 'EPERM']);
    });

    // A container's channel is a pair of pipes, over which no descriptor can be sent.
    if (!isContainer)
      it('[X4] descriptors sent over the channel stay outside of our program', async () => {
        await using captive = await Captive.in(driver, 'python');
        await captive.run('answer = 1');
        const before = readdirSync('/proc/self/fd').length;
        await captive.run(`
channel = socket.socket(fileno=os.dup(3))
for count in range(50):
    sent = [os.open('/dev/null', os.O_RDONLY) for _ in range(10)]
    # The kernel itself bounds how many may be under way.
    attempt(lambda: socket.send_fds(channel, [b' '], sent))
    for descriptor in sent: os.close(descriptor)
answer = 1`);
        expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 50);
      });
  });

  describe('processes', () => {
    it('[X4] no process of the host can be signalled', async () => {
      const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      try {
        await once(victim, 'spawn');
        expect(
          await python.run(
            `answer = [attempt(lambda: os.kill(pid, 9)) for pid in (${victim.pid}, ${process.pid}, ${process.ppid})]`,
          ),
        ).toEqual(['ESRCH', 'ESRCH', 'ESRCH']);
        expect(await javascript.run(`return attempt(() => process.kill(${victim.pid}, 'SIGKILL'))`)).toBe('ESRCH');
        // Its own parent ignores it; -1 reaches its own processes alone, so it is tried by one that may die.
        await python.run(`
attempt(lambda: os.kill(1, 9))
if os.fork() == 0:
    import signal
    attempt(lambda: os.killpg(0, 0))
    os._exit(0)
os.wait()`);
        await using suicidal = await Captive.in(driver, 'python');
        await suicidal.run('os.kill(-1, 9)').catch(() => null);
        expect(victim.exitCode).toBeNull();
        expect(victim.signalCode).toBeNull();
      } finally {
        victim.kill('SIGKILL');
        await once(victim, 'exit');
      }
    });

    it.each<[string, Syscall, string]>([
      ['be traced', 'ptrace', '16, 1, 0, 0'],
      ['be read from', 'process_vm_readv', '1, 0, 0, 0, 0, 0'],
      ['be written to', 'process_vm_writev', '1, 0, 0, 0, 0, 0'],
      ['be held by descriptor', 'pidfd_open', '1, 0'],
      ['have their descriptors taken', 'pidfd_getfd', '3, 0, 0'],
    ])('[X4] processes cannot %s (%s)', async (_what, name, values) => {
      expect(await python.run(`answer = syscall(${numberOf(name)}, ${values})`)).toBe('EPERM');
    });

    it('[X4] it is nobody and stays nobody', async () => {
      const answer = await python.run(`
answer = [os.getresuid(), os.getresgid(), attempt(lambda: os.setuid(0)), attempt(lambda: os.setresuid(0, 0, 0)),
  attempt(lambda: os.setgid(0)), attempt(lambda: os.setgroups([0])), attempt(lambda: os.chown('/tmp', 0, 0)),
  [line.split()[1] for line in read('/proc/self/status').splitlines() if line[:6] in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')],
  [line.split()[1] for line in read('/proc/self/status').splitlines() if line.startswith('NoNewPrivs')]]`);
      const nobody = [65534, 65534, 65534];
      expect(answer).toEqual([
        nobody,
        nobody,
        'EPERM',
        'EPERM',
        'EPERM',
        'EPERM',
        'EPERM',
        Array(5).fill('0'.repeat(16)),
        ['1'],
      ]);
      expect(
        await javascript.run(`return [() => process.setuid(0), () => process.setgroups([0])].map(attempt)`),
      ).toEqual(['EPERM', 'EPERM']);
    });

    it('[X4] a program marked set-user-id runs as nobody', async () => {
      expect(
        await python.run(`
import shutil, subprocess
shutil.copy(sys.executable, '/tmp/interpreter')
os.chmod('/tmp/interpreter', 0o6755)
environment = {'PYTHONHOME': sys.prefix, 'LD_LIBRARY_PATH': sys.prefix + '/lib'}
result = subprocess.run(['/tmp/interpreter', '-I', '-S', '-c', 'import os; print(os.geteuid())'], env=environment, capture_output=True, text=True)
os.unlink('/tmp/interpreter')
answer = result.stdout.strip() or result.stderr`),
      ).toBe('65534');
    });

    it('[X4] its limits cannot be raised', async () => {
      expect(
        await python.run(`
import resource
answer = [attempt(lambda: resource.setrlimit(kind, (hard * 2, hard * 2)))
  for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE) for hard in [resource.getrlimit(kind)[1]]]
answer.append(resource.getrlimit(resource.RLIMIT_CORE))`),
      ).toEqual(['ValueError', 'ValueError', [0, 0]]);
    });
  });

  describe('the kernel', () => {
    it.each<[Syscall, string]>([
      ['mount', `b'none', b'/tmp', b'tmpfs', 0, 0`],
      ['umount2', `b'/tmp', 2`],
      ['pivot_root', `b'/tmp', b'/tmp'`],
      ['chroot', `b'/tmp'`],
      ['fsopen', `b'tmpfs', 0`],
      ['open_tree', `-100, b'/', 1`],
      ['move_mount', `-100, b'/', -100, b'/tmp', 0`],
      ['mount_setattr', `-100, b'/', 0, 0, 0`],
      ['unshare', '0x10000000'],
      ['setns', '0, 0'],
      ['io_uring_setup', '8, ctypes.create_string_buffer(120)'],
      ['io_setup', '8, ctypes.create_string_buffer(8)'],
      ['keyctl', '0, -3, 1'],
      ['add_key', `b'user', b'name', b'value', 5, -3`],
      ['request_key', `b'user', b'name', 0, 0`],
      ['bpf', '0, ctypes.create_string_buffer(128), 128'],
      ['perf_event_open', 'ctypes.create_string_buffer(128), 0, -1, -1, 0'],
      ['userfaultfd', '1'],
      ['seccomp', '0, 0, 0'],
      ['open_by_handle_at', '-100, ctypes.create_string_buffer(128), 0'],
      ['name_to_handle_at', `-100, b'/', ctypes.create_string_buffer(128), ctypes.create_string_buffer(8), 0`],
      ['kexec_load', '0, 0, 0, 0'],
      ['init_module', `b'', 0, b''`],
      ['reboot', '0, 0, 0, 0'],
      ['syslog', '3, ctypes.create_string_buffer(128), 128'],
      ['swapon', `b'/tmp/x', 0`],
      ['acct', `b'/tmp/x'`],
      ['settimeofday', '0, 0'],
      ['sethostname', `b'taken', 5`],
      ['personality', '0x0040000'],
    ])('[X4] %s is refused', async (name, values) => {
      expect(await python.run(`answer = syscall(${numberOf(name)}, ${values})`)).toBe('EPERM');
    });

    it('[X4] no new namespaces by clone or clone3, each kind alone', async () => {
      const flags = [0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000];
      expect(
        await python.run(`
def clone(flags):
    result = syscall(${numberOf('clone')}, flags | 17, 0, 0, 0, 0)
    if result == 0: os._exit(0)
    return result
answer = [clone(flags) for flags in ${JSON.stringify(flags)}] + [syscall(${numberOf('clone3')}, ctypes.create_string_buffer(88), 88)]`),
      ).toEqual([...flags.map(() => 'EPERM'), 'ENOSYS']);
    });

    it('[X4] nothing can be typed into a terminal', async () => {
      expect(
        await python.run(`
import fcntl
answer = [attempt(lambda: fcntl.ioctl(descriptor, request, b'x')) for descriptor in (0, 1, 3) for request in (0x5412, 0x541C)]`),
      ).toEqual(Array(6).fill('EPERM'));
    });

    it('[X4] cgroups cannot be seen, mounted or left', async () => {
      expect(
        await python.run(`
answer = [os.path.exists('/sys/fs/cgroup'), syscall(${numberOf('mount')}, b'none', b'/tmp', b'cgroup', 0, b'memory'),
  attempt(lambda: write('/proc/self/cgroup', '/')), attempt(lambda: write('/proc/self/oom_score_adj', '-1000'))]`),
      ).toEqual([
        false,
        'EPERM',
        expect.stringMatching(/EROFS|EACCES|EPERM|EIO/),
        expect.stringMatching(/EROFS|EACCES|EPERM/),
      ]);
    });

    const calls: [string, RawCall, { status: number | null; signal: string | null }][] = [
      ['a socket', { number: 41, arguments: [2, 1, 0] }, { status: 1, signal: null }],
      ['ptrace', { number: 101, arguments: [16, 1, 0, 0] }, { status: 1, signal: null }],
      ['io_uring', { number: 425, arguments: [8, 0] }, { status: 1, signal: null }],
      ['a user namespace', { number: 272, arguments: [0x10000000] }, { status: 1, signal: null }],
      ['setuid', { number: 105, arguments: [0] }, { status: 1, signal: null }],
      ['a call nobody knows', { number: 9999 }, { status: 38, signal: null }],
      ['the x32 gate', { number: 0x40000000 + 41, arguments: [2, 1, 0] }, { status: null, signal: 'SIGSYS' }],
      ['the 32-bit gate', { number: 359, arguments: [2, 1, 0], gate: 'int80' }, { status: null, signal: 'SIGSYS' }],
    ];
    it.runIf(process.arch === 'x64').each(calls)(
      '[X4] a program of its own machine code, made and started by JavaScript, gets no further: %s',
      async (name, call, expected) => {
        const path = `/tmp/${name.replaceAll(' ', '-')}`;
        expect(
          await javascript.run(`
fs.writeFileSync(${JSON.stringify(path)}, Buffer.from('${programOf(call).toString('base64')}', 'base64'), { mode: 0o755 });
const { status, signal } = require('node:child_process').spawnSync(${JSON.stringify(path)});
fs.unlinkSync(${JSON.stringify(path)});
return { status, signal }`),
        ).toEqual(
          isContainer && expected.status === 38 ? { status: expect.toBeOneOf([1, 38]), signal: null } : expected,
        );
      },
    );

    it.runIf(process.arch === 'x64')('the machine code itself works: getpid succeeds', async () => {
      expect(
        await javascript.run(`
fs.writeFileSync('/tmp/good', Buffer.from('${programOf({ number: 39 }).toString('base64')}', 'base64'), { mode: 0o755 });
return require('node:child_process').spawnSync('/tmp/good').status`),
      ).toBe(0);
    });
  });
});

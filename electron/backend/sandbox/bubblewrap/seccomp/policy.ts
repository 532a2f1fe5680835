import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Syscall } from './syscalls.ts';

/** What both interpreters, the code they run and bubblewrap's own last steps need. */
const common: readonly Syscall[] = [
  // Files, as far as mounts and permissions let them be seen.
  ...(['read', 'write', 'open', 'openat', 'openat2', 'close', 'close_range', 'stat', 'fstat', 'lstat'] as const),
  ...(['newfstatat', 'statx', 'statfs', 'fstatfs', 'lseek', 'pread64', 'pwrite64', 'readv', 'writev'] as const),
  ...(['preadv', 'pwritev', 'preadv2', 'pwritev2', 'access', 'faccessat', 'faccessat2', 'sendfile'] as const),
  ...(['copy_file_range', 'splice', 'tee', 'fcntl', 'flock', 'fsync', 'fdatasync', 'truncate', 'ftruncate'] as const),
  ...(['fallocate', 'fadvise64', 'getdents', 'getdents64', 'getcwd', 'chdir', 'fchdir', 'rename', 'renameat'] as const),
  ...(['renameat2', 'mkdir', 'mkdirat', 'rmdir', 'creat', 'link', 'linkat', 'unlink', 'unlinkat'] as const),
  ...(['symlink', 'symlinkat', 'readlink', 'readlinkat', 'chmod', 'fchmod', 'fchmodat', 'umask', 'utimes'] as const),
  ...(['utimensat', 'dup', 'dup2', 'dup3', 'pipe', 'pipe2'] as const),
  // Memory.
  ...(['mmap', 'mprotect', 'munmap', 'brk', 'mremap', 'msync', 'mincore', 'madvise', 'memfd_create'] as const),
  // Waiting.
  ...(['poll', 'ppoll', 'select', 'pselect6', 'epoll_create', 'epoll_create1', 'epoll_ctl', 'epoll_wait'] as const),
  ...(['epoll_pwait', 'epoll_pwait2', 'eventfd', 'eventfd2', 'timerfd_create', 'timerfd_settime'] as const),
  ...(['timerfd_gettime', 'signalfd', 'signalfd4', 'nanosleep', 'clock_nanosleep', 'pause'] as const),
  // Signals and timers.
  ...(['rt_sigaction', 'rt_sigprocmask', 'rt_sigreturn', 'rt_sigpending', 'rt_sigtimedwait'] as const),
  ...(['rt_sigqueueinfo', 'rt_tgsigqueueinfo', 'rt_sigsuspend', 'sigaltstack', 'kill', 'tgkill', 'alarm'] as const),
  ...(['getitimer', 'setitimer', 'timer_create', 'timer_settime', 'timer_gettime', 'timer_getoverrun'] as const),
  'timer_delete',
  // Processes and threads; `clone` is looked at more closely.
  ...(['fork', 'vfork', 'execve', 'exit', 'exit_group', 'wait4', 'waitid', 'set_tid_address', 'futex'] as const),
  ...(['set_robust_list', 'get_robust_list', 'rseq', 'sched_yield', 'sched_getaffinity'] as const),
  ...(['sched_setaffinity', 'sched_getparam', 'sched_getscheduler', 'sched_get_priority_max'] as const),
  ...(['sched_get_priority_min', 'getpriority', 'membarrier', 'getcpu', 'prctl', 'arch_prctl'] as const),
  ...(['setpgid', 'getpgid', 'getpgrp', 'getsid', 'setsid', 'getrlimit', 'setrlimit', 'prlimit64'] as const),
  ...(['getrusage', 'capget'] as const),
  // Who and where one is.
  ...(['getpid', 'getppid', 'gettid', 'getuid', 'geteuid', 'getresuid', 'getgid', 'getegid', 'getresgid'] as const),
  ...([
    'getgroups',
    'uname',
    'sysinfo',
    'times',
    'gettimeofday',
    'clock_gettime',
    'clock_getres',
    'getrandom',
  ] as const),
  // The channel is a socket that is already there; new ones cannot be made but for pairs within the process.
  ...(['sendto', 'recvfrom', 'sendmsg', 'recvmsg', 'shutdown', 'getsockname', 'getpeername'] as const),
  ...(['setsockopt', 'getsockopt'] as const),
];

const extra: Readonly<Record<ScriptRuntime, readonly Syscall[]>> = {
  python: [],
  // V8 guards its code space by protection keys; `fs.watch` is inotify.
  javascript: [
    ...(['pkey_alloc', 'pkey_free', 'pkey_mprotect'] as const),
    ...(['inotify_init', 'inotify_init1', 'inotify_add_watch', 'inotify_rm_watch'] as const),
  ],
};

/** What programs of a runtime may ask of the kernel (S2). */
export const allowed = (runtime: ScriptRuntime): readonly Syscall[] => [...common, ...extra[runtime]];

/** Refused with "not permitted", so that code that tries one sees why. Whatever is in neither list is "not implemented". */
export const refused: readonly Syscall[] = [
  // Network.
  ...(['socket', 'connect', 'bind', 'listen', 'accept', 'accept4'] as const),
  // Namespaces, mounts, roots.
  ...(['unshare', 'setns', 'mount', 'umount2', 'pivot_root', 'chroot', 'open_tree', 'move_mount', 'fsopen'] as const),
  ...(['fsconfig', 'fsmount', 'fspick', 'mount_setattr', 'name_to_handle_at', 'open_by_handle_at'] as const),
  // Other processes.
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'kcmp', 'pidfd_open', 'pidfd_getfd'] as const),
  ...(['pidfd_send_signal', 'process_madvise', 'process_mrelease'] as const),
  // Large and often broken parts of the kernel.
  ...(['bpf', 'io_uring_setup', 'io_uring_enter', 'io_uring_register', 'io_setup', 'io_destroy'] as const),
  ...(['io_submit', 'io_getevents', 'userfaultfd', 'perf_event_open', 'add_key', 'request_key', 'keyctl'] as const),
  ...(['fanotify_init', 'vmsplice', 'seccomp', 'modify_ldt', 'uselib', 'personality', 'lookup_dcookie'] as const),
  ...(['mbind', 'set_mempolicy', 'migrate_pages', 'move_pages', 'execveat'] as const),
  // Being somebody else.
  ...(['setuid', 'setgid', 'setreuid', 'setregid', 'setresuid', 'setresgid', 'setfsuid', 'setfsgid'] as const),
  ...(['setgroups', 'capset', 'chown', 'fchown', 'lchown', 'fchownat', 'mknod', 'mknodat'] as const),
  // The machine.
  ...(['reboot', 'kexec_load', 'kexec_file_load', 'init_module', 'finit_module', 'delete_module', 'swapon'] as const),
  ...(['swapoff', 'syslog', 'acct', 'quotactl', 'quotactl_fd', 'settimeofday', 'clock_settime', 'adjtimex'] as const),
  ...(['sethostname', 'setdomainname', 'iopl', 'ioperm', 'vhangup'] as const),
];

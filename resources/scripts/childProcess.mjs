import { spawn } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the foreground until it ends. Signals that reach this program are passed on and the child is waited for,
 * so nothing stays behind; one that ignores them for ten seconds is killed.
 * @returns its exit code, 128 + the signal's number where a signal ended it
 */
export async function runInForeground(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  let killTimer;
  const passOn = (signal) => {
    // A terminal's Ctrl-C has reached the whole process group already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    killTimer ??= setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  };
  const lastResort = () => void child.kill('SIGKILL');
  for (const signal of forwarded) process.on(signal, passOn);
  // npm and its shell end at a signal without passing it on; what they started would stay behind.
  const { ppid } = process;
  const byNpm = process.env.npm_lifecycle_event !== undefined;
  const watching = setInterval(() => byNpm && process.ppid !== ppid && passOn('SIGTERM'), 500).unref();
  process.on('exit', lastResort);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
    });
  } finally {
    clearInterval(watching);
    clearTimeout(killTimer);
    for (const signal of forwarded) process.off(signal, passOn);
    process.off('exit', lastResort);
  }
}

/** Runs another script of this project, or npm, with the Node that runs this one. */
export function runNode(args, options) {
  return runInForeground(process.execPath, args, options);
}

export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return runNode([npm, ...args], options);
  return runInForeground('npm', args, { shell: process.platform === 'win32', ...options });
}

import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Which running program this is, as a name without spaces: by the start time too, because process ids come again, and by the
 * process namespace, because containers count their own. What a sandbox leaves behind on the machine carries it (S5).
 */
export function programOwner(): string {
  return `${processNamespace()}.${process.pid}.${startTime(process.pid)}`;
}

/** Whether the program of that name is certainly gone; one in another process namespace cannot be judged from here. */
export function isGone(owner: string): boolean {
  const [namespace, pid, started] = owner.split('.');
  return namespace === processNamespace() && startTime(Number(pid)) !== started;
}

/** Whether the program of that name certainly runs, be it this one. */
export function isRunning(owner: string): boolean {
  const [namespace, pid, started] = owner.split('.');
  return namespace === processNamespace() && startTime(Number(pid)) === started;
}

function processNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

/** When a process began, in ticks since the machine started; where that is not told, whether it is there. */
function startTime(pid: number): string {
  if (process.platform !== 'linux') return isThere(pid) ? 'there' : 'gone';
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may contain anything.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone';
  } catch {
    return 'gone';
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
  }
}

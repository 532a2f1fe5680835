import { execFileSync } from 'node:child_process';

/** Path of the Python interpreter itself: a version manager's shim would make the baseline look slow. */
export function barePython(): string {
  return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
}

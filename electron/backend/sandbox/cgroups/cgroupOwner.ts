import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { killMembers, removeGroup } from './cgroupFiles.ts';

/** How the names of all of this program's groups begin. */
const label = 'reflow-studio.';

/**
 * Name of a group. It says which process made it: by its start time too, because process ids come again, and by its namespace,
 * because containers count their own.
 */
export function cgroupName(id: string): string {
  return `${label}${pidNamespace()}.${process.pid}.${startTime(process.pid)}.${id}`;
}

/** Ends and removes what programs that are no more have left behind anywhere below these folders (S5). */
export async function removeLeftovers(roots: readonly string[]): Promise<void> {
  for (const folder of roots.flatMap(findGroups)) {
    const [namespace, pid, started] = folder.slice(folder.lastIndexOf(label) + label.length).split('.');
    if (namespace !== pidNamespace() || startTime(Number(pid)) === started) continue;
    killMembers(folder);
    await removeGroup(folder);
  }
}

function findGroups(folder: string): string[] {
  const found: string[] = [];
  for (const name of subfolders(folder)) {
    if (name.startsWith(label)) found.push(join(folder, name));
    else found.push(...findGroups(join(folder, name)));
  }
  return found;
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function pidNamespace(): string | undefined {
  return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
}

/** When a process began, in ticks since the machine started; undefined when there is none with that id. */
function startTime(pid: number): string | undefined {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may contain anything.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isGone, programOwner } from '../../system/programOwner.ts';
import { killMembers, removeGroup } from './cgroupFiles.ts';

/** How the names of all of this program's groups begin. */
const label = 'reflow-studio.';

/** Name of a group; it says which program made it. */
export function cgroupName(id: string): string {
  return `${label}${programOwner()}.${id}`;
}

/** Ends and removes what programs that are no more have left behind anywhere below these folders (S5). */
export async function removeLeftovers(roots: readonly string[]): Promise<void> {
  for (const folder of roots.flatMap(findGroups)) {
    if (!isGone(folder.slice(folder.lastIndexOf(label) + label.length))) continue;
    killMembers(folder);
    await removeGroup(folder);
  }
}

/** Folders of groups, of this program and of others, anywhere below one; they come and go meanwhile. */
export function findGroups(folder: string): string[] {
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

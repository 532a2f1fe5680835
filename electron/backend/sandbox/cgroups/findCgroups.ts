import { accessSync, constants, existsSync, readFileSync, rmdirSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { CgroupController, CgroupHierarchy } from './cgroup.ts';
import { cgroupName } from './cgroupOwner.ts';
import { cgroupV1 } from './cgroupV1.ts';
import { cgroupV2 } from './cgroupV2.ts';
import { ControlGroups } from './controlGroups.ts';

const controllers: readonly CgroupController[] = ['memory', 'cpu', 'pids'];

interface Mount {
  /** Which part of the tree the mount shows. */
  root: string;
  point: string;
  type: string;
  options: string[];
}

/**
 * Where this process may make cgroups: under its own groups of version 1, or in the nearest group of version 2 around it that
 * is writable and hands memory and process limits down; null where neither is.
 */
export function findCgroups(): CgroupHierarchy | null {
  try {
    const mounts = readMounts();
    const own = readOwnGroups();
    return findVersion1(mounts, own) ?? findVersion2(mounts, own);
  } catch {
    return null;
  }
}

function findVersion1(mounts: Mount[], own: ReadonlyMap<string, string>): CgroupHierarchy | null {
  const folders = new Map<CgroupController, string>();
  const roots = new Set<string>();
  for (const controller of controllers) {
    const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
    const path = own.get(controller);
    if (!mount || path === undefined) continue;
    const folder = folderOf(mount, path);
    if (!canMakeGroups(folder)) continue;
    folders.set(controller, folder);
    roots.add(mount.point);
  }
  return folders.has('memory') ? new ControlGroups(cgroupV1, folders, [...roots]) : null;
}

function findVersion2(mounts: Mount[], own: ReadonlyMap<string, string>): CgroupHierarchy | null {
  const mount = mounts.find(({ type }) => type === 'cgroup2');
  const path = own.get('');
  if (!mount || path === undefined) return null;
  // Our own group holds processes, so it cannot hand controllers down; its parents can.
  for (let folder = dirname(folderOf(mount, path)); folder.startsWith(mount.point); folder = dirname(folder)) {
    const handedDown = readFileSync(join(folder, 'cgroup.subtree_control'), 'utf8').trim().split(' ');
    const found = new Map(controllers.filter((one) => handedDown.includes(one)).map((one) => [one, folder]));
    if (found.has('memory') && found.has('pids') && isWritable(join(folder, 'cgroup.procs')) && canMakeGroups(folder))
      return new ControlGroups(cgroupV2, found, [mount.point]);
  }
  return null;
}

/** The folder of a group; where a container shows only a part of the tree, that part. */
function folderOf(mount: Mount, path: string): string {
  const inside = relative(mount.root, path);
  const folder = inside.startsWith('..') ? mount.point : join(mount.point, inside);
  return existsSync(folder) ? folder : mount.point;
}

function canMakeGroups(folder: string): boolean {
  const trial = join(folder, cgroupName('trial'));
  try {
    mkdirSync(trial);
    rmdirSync(trial);
    return true;
  } catch {
    return false;
  }
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** `ID ID DEVICE ROOT POINT OPTIONS… - TYPE SOURCE SUPEROPTIONS`, one mount a line. */
function readMounts(): Mount[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(' - cgroup'))
    .map((line) => {
      const [left, right] = line.split(' - ') as [string, string];
      const [, , , root, point] = left.split(' ');
      const [type, , options] = right.split(' ');
      return { root: root!, point: point!, type: type!, options: options!.split(',') };
    });
}

/** By controller, and under the empty name for version 2, the path of the group that this process is in. */
function readOwnGroups(): Map<string, string> {
  const own = new Map<string, string>();
  for (const line of readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')) {
    const [, names, ...path] = line.split(':');
    for (const name of names!.split(',')) own.set(name, path.join(':'));
  }
  return own;
}

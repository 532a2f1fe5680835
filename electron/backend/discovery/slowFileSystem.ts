import { statfs } from 'node:fs/promises';

/** Kinds of file systems whose changes by others send no events: NFS, SMB, CIFS, FUSE, 9p, VirtualBox, AFS, Ceph. */
const silent = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997, 0x786f4256, 0x5346414f, 0x00c36400,
]);

/** Milliseconds between two looks at such a file system. */
export const slowPoll = 2000;

/** How often a folder has to be looked at because nothing tells of changes; undefined where events come. */
export async function pollNeeded(folder: string): Promise<number | undefined> {
  const status = await statfs(folder).catch(() => undefined);
  return status && silent.has(Number(status.type) >>> 0) ? slowPoll : undefined;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not do that',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'this user has used up the room on the disk',
  EFBIG: 'it would be larger than this disk allows',
  EIO: 'the disk does not answer as it should',
  EMFILE: 'this program has too many files open',
  ENFILE: 'the system has too many files open',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EBUSY: 'another program is using it',
};

/** Why the system refused to do something with a file, in words that end a sentence; its own where there are no better ones. */
export function fileTrouble(error: unknown): string {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return words[code] ?? message;
}

// Pyodide keeps files in memory. Together they take no more than the temporary directory of any sandbox holds (S3).

/** Bytes, as in electron/backend/sandbox/bounds.ts. */
const mostBytes = 16 * 1024 ** 2;

/** What Emscripten calls "no space left on device". */
const noSpace = 51;

/** Bounds all that is written from now on. @param FS Emscripten's file system */
export function boundFiles(FS) {
  const own = bytesOfFiles(FS);
  const { stream_ops: stream, ops_table: table } = FS.filesystems.MEMFS;
  let free = mostBytes;
  const claim = (node, size) => {
    const growth = size - node.usedBytes;
    if (growth <= 0) return;
    // What became free meanwhile is found out when it is needed.
    if (growth > free) free = mostBytes + own - bytesOfFiles(FS);
    if (growth > free) throw new FS.ErrnoError(noSpace);
    free -= growth;
  };
  const { write } = stream;
  const { setattr } = table.file.node;
  // A mapped file is written by the one, all others by the other.
  stream.write = table.file.stream.write = (opened, buffer, offset, length, position, canOwn) => {
    claim(opened.node, position + length);
    return write(opened, buffer, offset, length, position, canOwn);
  };
  table.file.node.setattr = (node, attributes) => {
    if (attributes.size !== undefined) claim(node, attributes.size);
    return setattr(node, attributes);
  };
}

/** Those that were removed and are still open count, too. */
function bytesOfFiles(FS) {
  const files = new Set(FS.streams.flatMap((opened) => opened?.node ?? []));
  const folders = [FS.root];
  for (const folder of folders)
    for (const node of Object.values(folder.contents))
      if (FS.isFile(node.mode)) files.add(node);
      else if (FS.isDir(node.mode) && node.mount === FS.root.mount) folders.push(node);
  let bytes = 0;
  for (const { usedBytes = 0 } of files) bytes += usedBytes;
  return bytes;
}

import { constants } from 'node:fs';
import { mkdir, open, realpath, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Permissions } from './permissions.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';
import { fileTrouble } from '../../system/fileTrouble.ts';

interface WriteFileConfig {
  path?: string;
  mode: 'append' | 'replace';
}

/** @param permissions which files may be written, links resolved (X3) */
export function writeFile(workspaceRoot: string, permissions: Permissions) {
  return nativeComponent<WriteFileConfig>({
    name: 'WriteFile',
    description:
      'Writes each message into a file of the workspace: texts as they are, everything else as JSON, a line each.',
    icon: 'file-output',
    category: 'output',
    permissions: [permissions.pathsSentence],
    tags: ['file', 'save', 'append', 'export'],
    inports: [inport('in', 'What to write')],
    outports: [outport('out', 'The same messages, once they are written')],
    configSchema: {
      type: 'object',
      properties: {
        path: { type: 'string', title: 'File', description: 'Relative to the workspace' },
        mode: { type: 'string', title: 'Mode', enum: ['append', 'replace'], default: 'append' },
      },
    },
    create:
      ({ path: file, mode }) =>
      async (firing) => {
        const packet = firing.inputs.get('in');
        if (!packet) return;
        if (file === undefined || file === '') throw new Error('No file is named: set `path` in the config.');
        const { value } = packet;
        const bytes =
          value instanceof Uint8Array
            ? value
            : Buffer.from(`${typeof value === 'string' ? value : packet.plainJson}${mode === 'append' ? '\n' : ''}`);
        const target = await openForWriting(workspaceRoot, permissions, file, mode);
        try {
          await target.writeFile(bytes);
        } finally {
          await target.close();
        }
        firing.emit('out', packet, false);
      },
  });
}

const flags = { append: constants.O_APPEND, replace: constants.O_TRUNC };

async function openForWriting(
  root: string,
  permissions: Permissions,
  file: string,
  mode: 'append' | 'replace',
): Promise<FileHandle> {
  const absolute = await permissions.file(file);
  const [first] = path.relative(await realpath(root), absolute).split(path.sep);
  // A flow that could write reflow.yaml could give itself permissions.
  if (first === '.reflow' || first === 'reflow.yaml')
    throw new Error(`${file} belongs to the program itself; write to another file.`);
  try {
    await mkdir(path.dirname(absolute), { recursive: true });
    // Without waiting: opening a named pipe would otherwise wait for its reader, and hold a thread of the program.
    const handle = await open(
      absolute,
      flags[mode] | constants.O_WRONLY | constants.O_CREAT | (constants.O_NONBLOCK ?? 0),
    );
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw new Error(`${file} cannot be written: ${fileTrouble(error)}.`, { cause: error });
  }
  throw new Error(`${file} is no file.`);
}

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createBackend, type Backend } from '../../electron/backend/backend.ts';
import type { Packet } from '../../electron/backend/channel/packet.ts';
import type { Network } from '../../electron/backend/network/network.ts';
import { benchGraph } from '../../electron/cli/bench/runningNetwork.ts';

const project = path.resolve(import.meta.dirname, '../..');
const dist = path.join(project, 'dist');
const resources = {
  runners: path.join(project, 'resources', 'runners'),
  parserProcess: path.join(dist, 'backend', 'parserProcess.js'),
  pythonGrammar: path.join(dist, 'wasm', 'tree-sitter-python.wasm'),
  expressionWorker: path.join(dist, 'workers', 'expressionWorker.cjs'),
  wasmWorker: path.join(dist, 'workers', 'wasmWorker.cjs'),
  renderer: path.join(dist, 'renderer'),
};

/** A back end on a workspace of these files, and the folder in which its shared memory is. */
export class SharingBackend implements AsyncDisposable {
  private constructor(
    readonly backend: Backend,
    readonly root: string,
    /** Folder in `/dev/shm`; undefined while nothing is shared. */
    readonly folder: string | undefined,
  ) {}

  static async start(files: Readonly<Record<string, string>>): Promise<SharingBackend> {
    const root = await mkdtemp(path.join(os.tmpdir(), 'reflow-shared-'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
    const before = new Set(await sharedFolders());
    const backend = await createBackend({
      workspaceRoot: root,
      resources,
      trusted: true,
      watch: false,
      environment: process.env,
    });
    const folder = (await sharedFolders()).find((name) => !before.has(name) && name.includes(`.${process.pid}.`));
    return new SharingBackend(backend, root, folder === undefined ? undefined : path.join('/dev/shm', folder));
  }

  /** The regions in use. */
  async regions(): Promise<string[]> {
    return this.folder === undefined ? [] : readdir(path.join(this.folder, 'kept'));
  }

  /** A network of nodes, `id` to component, and wires; `onOutput` hears what leaves every port. */
  network(
    nodes: Readonly<Record<string, string>>,
    wires: readonly string[],
    onOutput: (node: string, port: string, packet: Packet) => void = () => {},
  ): Network {
    const named = Object.fromEntries(Object.entries(nodes).map(([id, component]) => [id, { component }]));
    return this.backend.createNetwork(benchGraph(named, wires), 'shared', onOutput).network;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.backend[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Names of the folders of shared memory of all programs on this machine. */
export async function sharedFolders(): Promise<string[]> {
  return (await readdir('/dev/shm')).filter((name) => name.startsWith('reflow-studio.'));
}

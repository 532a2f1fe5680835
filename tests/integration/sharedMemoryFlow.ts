import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Value } from '#shared/message/message.ts';
import type { Backend } from '../../electron/backend/backend.ts';
import { createBackend } from '../../electron/backend/createBackend.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import type { Network } from '../../electron/backend/network/network.ts';
import { benchGraph } from '../../electron/cli/bench/runningNetwork.ts';

const project = path.resolve(import.meta.dirname, '../..');
const dist = path.join(project, 'dist');
const resources = {
  runners: path.join(project, 'dist', 'runners'),
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

  /** Folders of this program's shared memory. */
  async folders(): Promise<string[]> {
    return (await sharedFolders()).filter((name) => name.includes(`.${process.pid}.`));
  }

  /**
   * Runs a graph until it is idle.
   * @param nodes component by node
   * @param inputs node, port and value of what is sent in
   * @param onOutput hears of what leaves any port
   * @param further is done before the end
   * @returns what left unwired ports, what was logged, and how many regions there were at a time at most
   */
  async run(
    nodes: Readonly<Record<string, string>>,
    wires: readonly string[],
    inputs: readonly (readonly [node: string, port: string, value: Value])[],
    onOutput?: (node: string, packet: Packet) => void,
    further?: (network: Network) => void,
  ): Promise<{ outputs: [string, Value][]; logs: string[]; most: number; network: Network }> {
    const outputs: [string, Value][] = [];
    const logs: string[] = [];
    let most = 0;
    const named = Object.fromEntries(Object.entries(nodes).map(([id, component]) => [id, { component }]));
    const { network } = this.backend.createNetwork(benchGraph(named, wires), 'shared', (node, port, packet) => {
      onOutput?.(node, packet);
      most = Math.max(most, this.backend.sharedMemoryFigures().regions);
      if (network.nodes.get(node)!.outlet(port).wires.length === 0) outputs.push([`${node}.${port}`, packet.value]);
    });
    using _log = this.backend.log.onRecord((record) => logs.push(record.text));
    await network.start();
    for (const [node, port, value] of inputs) network.inject(node, port, Packet.of(value));
    await network.whenIdle();
    if (further) {
      further(network);
      await network.whenIdle();
    }
    await network.stop(0);
    return { outputs, logs, most, network };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.backend[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** A reflow.yaml with a driver, and this under `shared_memory`. */
export function settings(sharedMemory = '', driver = 'bubblewrap'): string {
  return `workspace:\n  sandbox: { driver: ${driver}, pool: { preload_count: 2 } }\n  shared_memory: { ${sharedMemory} }\n`;
}

/** Names of the folders of shared memory of all programs on this machine. */
export async function sharedFolders(): Promise<string[]> {
  return (await readdir('/dev/shm')).filter((name) => name.startsWith('reflow-studio.'));
}

import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { initialData } from '#shared/graph/initialPacket.ts';
import { edgeEnd, type EdgeEnd, type Graph } from '#shared/graph/graph.ts';
import { preventsRun } from '#shared/graph/validateGraph.ts';
import { parseExactJson } from '#shared/message/json.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { Backend } from '../backend/backend.ts';
import { createBackend } from '../backend/createBackend.ts';
import type { Packet } from '../backend/channel/packet.ts';
import type { Network } from '../backend/network/network.ts';
import type { SubgraphView } from '../backend/network/subgraph/subgraphView.ts';
import { parseGraphText } from '../backend/workspace/graphFormat.ts';
import { graphName } from '../backend/workspace/workspace.ts';
import type { WorkspaceConfig } from '../backend/config/configSchema.ts';
import { drainOption } from './drainOption.ts';
import { driverOption } from './driverOption.ts';
import { backendResources } from './backendResources.ts';
import { isFolder } from './existingFolder.ts';
import { exitCodes } from './exitCodes.ts';
import { findWorkspace } from './findWorkspace.ts';
import { problemText } from './problemText.ts';
import { readGraphText } from './readGraphText.ts';
import { untilSignal } from './untilSignal.ts';

interface RunOptions {
  workspace?: string;
  input: [string, unknown][];
  timeout?: number;
  driver?: WorkspaceConfig['sandbox']['driver'];
  redis?: string;
  json?: boolean;
  drainTimeout?: number;
  distribute?: boolean;
  worker?: boolean;
}

/** `run GRAPH`: runs a graph without a window and prints a JSON line for each message that leaves it (P2). */
export function runCommand(): Command {
  return new Command('run')
    .description('run a graph; each message that leaves it is one JSON line')
    .argument('<graph>', 'graph file, or the folder of a workspace, whose graphs run as one')
    .option('--workspace <folder>', 'workspace whose actors the graph uses')
    .option('--input <node.port=JSON>', 'add an initial packet; may be given several times', addInput, [])
    .option(
      '--timeout <seconds>',
      'end after so many seconds even when not idle; what is not processed then is said and becomes dead letters',
      seconds,
    )
    .option('--distribute', 'lead its shared connections through Redis streams, for workers on other machines')
    .option('--worker', 'be such a worker: without the parts that no shared connection feeds')
    .addOption(drainOption())
    .addOption(driverOption())
    .option('--redis <url>', 'keep state in this Redis')
    .option('--json', 'output is always JSON lines; accepted for uniformity')
    .action(async (file: string, options: RunOptions) => {
      const written = (await isFolder(file))
        ? undefined
        : withInputs(parseGraphText(await readGraphText(file), path.basename(file)), options.input);
      await using backend = await createBackend({
        workspaceRoot: written ? await findWorkspace(file, options.workspace) : path.resolve(file),
        resources: backendResources(),
        trusted: true,
        watch: false,
        flags: {
          ...(options.driver ? { driver: options.driver } : {}),
          ...(options.redis ? { redis: options.redis } : {}),
          ...(options.drainTimeout !== undefined ? { drainTimeout: options.drainTimeout } : {}),
        },
        environment: process.env,
      });
      const composed = written ? undefined : await backend.composedGraph();
      const graph = written ?? withInputs(composed!.graph, options.input);
      const isFlawed = refuseWhatCannotRun(composed?.problems ?? backend.validate(graph));
      using _ = backend.log.onRecord(printLog);
      const name = composed?.name ?? graphName(graph, file);
      const part = options.distribute || options.worker ? distributed(graph, name, backend, options) : graph;
      const { network, view } = backend.createNetwork(part, name, (node, port, packet) => print(node, port, packet));
      const print = printerOf(graph, view);
      const isDone = await runUntilIdle(network, options.timeout, (again) => backend.drainSignal(again));
      for (const { id, lastError } of network.nodes.values())
        if (lastError?.stack) process.stderr.write(`\nWhere ${id} failed last:\n${lastError.stack.trimEnd()}\n`);
      if (isFlawed || !isDone || hasFailed(network)) process.exitCode = exitCodes.failed;
    });
}

/** When its time is over, a run may finish what is under way for so long, in milliseconds. */
const lateGrace = 500;

/**
 * Interrupted or out of time, it finishes what is under way; a second signal or the end of the time for it leaves the rest.
 * @returns false when it was interrupted before all was processed, or can never go on by itself
 */
async function runUntilIdle(
  network: Network,
  timeout: number | undefined,
  drainSignal: (impatient: AbortSignal) => AbortSignal,
): Promise<boolean> {
  const interrupted = untilSignal();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    if (timeout !== undefined) timer = setTimeout(() => resolve('late'), timeout * 1000);
  });
  try {
    const idle = network.start().then(() => network.whenIdle());
    const end = await Promise.race([idle, late, interrupted.signal.then(() => 'interrupted' as const)]);
    if (end === undefined) return network.isIdle;
    const impatient = end === 'late' ? AbortSignal.any([interrupted.again, AbortSignal.timeout(lateGrace)]) : undefined;
    const left = await network.drain(drainSignal(impatient ?? interrupted.again));
    return end === 'late' || left === 0;
  } finally {
    clearTimeout(timer);
    interrupted[Symbol.dispose]();
    await network.stop(0);
  }
}

/**
 * A graph with an unknown component or a wire to nowhere does not start; other problems are only said.
 * @returns whether some of it cannot do its work, such as a wire to a port that is gone
 * @throws AppError `invalidParams`
 */
function refuseWhatCannotRun(problems: readonly GraphProblem[]): boolean {
  for (const problem of problems) process.stderr.write(problemText(problem));
  if (problems.some(preventsRun)) throw new AppError('invalidParams', 'The graph cannot run until this is mended.');
  return problems.some(({ severity }) => severity === 'error');
}

/** What this program runs of a graph that several share. */
function distributed(graph: Graph, name: string, backend: Backend, { worker }: RunOptions): Graph {
  const { part, problems } = backend.distribute(graph, name, worker ?? false);
  for (const problem of problems) process.stderr.write(problemText(problem));
  return part;
}

/** Prints what leaves an exported outport or, where none is exported, an unconnected one. */
function printerOf(graph: Graph, view: SubgraphView): (node: string, port: string, packet: Packet) => void {
  const key = (node: string, port: string): string => `${node}\n${port.toLowerCase()}`;
  const exported = new Set(Object.values(graph.outports).map((end) => key(end.nodeId, end.portId)));
  const wired = new Set(graph.connections.map(({ from }) => (from ? key(from.nodeId, from.portId) : '')));
  const leaves = (node: string, port: string): boolean =>
    Object.hasOwn(graph.processes, node) &&
    (exported.size > 0 ? exported.has(key(node, port)) : !wired.has(key(node, port)));
  return (node, port, packet) => {
    // What graphs composed into one lead to each other leaves from inside of a graph.
    if (exported.size === 0 && wired.has(key(node, port))) return;
    for (const outlet of [{ node, port }, ...view.outerOutlets(node, port)])
      if (leaves(outlet.node, outlet.port))
        process.stdout.write(
          `{"node":${JSON.stringify(outlet.node)},"port":${JSON.stringify(outlet.port)},"data":${packet.plainJson}}\n`,
        );
  };
}

function printLog({ actorId, level, text }: LogRecord): void {
  process.stderr.write(`${level}: ${actorId === '' ? '' : `${actorId}: `}${text}\n`);
}

/** A failure that no wire handled, or a node that never started, makes the run fail. */
function hasFailed(network: Network): boolean {
  return [...network.nodes.values()].some((node) => node.startFailure !== null || node.lastError !== null);
}

function withInputs(graph: Graph, inputs: readonly [string, unknown][]): Graph {
  const initial = inputs.map(([name, data]) => {
    const end = exportedInport(graph, name);
    const [node, ...port] = name.split('.');
    const to = end ? edgeEnd(end.nodeId, end.portId) : edgeEnd(node!, port.join('.'));
    if (!Object.hasOwn(graph.processes, to.nodeId))
      throw new AppError(
        'invalidParams',
        `--input ${name}: there is no node ${to.nodeId} and no exported inport ${name}.`,
      );
    return { from: null, to, metadata: {}, ...initialData(data) };
  });
  return { ...graph, connections: [...graph.connections, ...initial] };
}

/** An exported inport, by its name as `caseSensitive` has it (G2). */
function exportedInport({ inports, caseSensitive }: Graph, name: string): EdgeEnd | undefined {
  if (Object.hasOwn(inports, name)) return inports[name];
  if (caseSensitive) return undefined;
  return Object.entries(inports).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
}

function addInput(text: string, before: [string, unknown][]): [string, unknown][] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Write it as node.port=JSON.');
  try {
    return [...before, [text.slice(0, equals), parseExactJson(text.slice(equals + 1))]];
  } catch (error) {
    throw new InvalidArgumentError(
      `What follows = is no JSON: ${(error as Error).message}. A text needs quotes: '"text"'.`,
    );
  }
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Give a number of seconds.');
  return number;
}

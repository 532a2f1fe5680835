import { own } from '#shared/graph/own.ts';
import { findPort } from '#shared/graph/validateGraph.ts';
import type { EdgeEnd, Graph } from '#shared/graph/graph.ts';
import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import { writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import type { Runs } from '../../network/runs/runs.ts';
import type { Redactor } from '../../secrets/redactor.ts';
import type { GraphDocument } from '../../workspace/graphDocument.ts';
import { graphName } from '../../workspace/workspace.ts';
import type { LogHub } from '../../observability/logHub.ts';
import { RawJson } from '#shared/message/jsonText.ts';
import { portPayload, type ComponentNames } from './componentNames.ts';
import { fbpGraphJson } from './fbpGraphJson.ts';
import { written, type FbpMessage } from './fbpMessage.ts';
import { Flowtrace } from './flowtrace.ts';
import { messagesOf } from './graphMessages.ts';
import { onRunEvent } from './runEvents.ts';

/** Who asked for something, so that the answer names the request. */
export interface Asker {
  answer(message: FbpMessage): void;
}

/** All clients. `asker` gets the message as the answer to its request. */
export interface Audience {
  tell(message: FbpMessage, asker?: Asker): void;
  /** What slow clients may miss. */
  show(message: FbpMessage): void;
}

/** What following a graph needs of the back end. */
export interface FollowHost {
  readonly runs: Runs;
  readonly log: LogHub;
  readonly names: ComponentNames;
  readonly redactor: Redactor;
  now(): number;
}

/** A graph that FBP clients work with: they hear of edits made elsewhere, and of what its network does. */
export class FollowedGraph implements Disposable {
  private readonly listening: readonly Disposable[];
  /** Edges that clients look at, by name; undefined: all. */
  private edges: ReadonlySet<string> | undefined;
  private trace: Flowtrace | undefined;
  private isTracing = false;
  private startedBy: Asker | undefined;
  private stoppedBy: Asker | undefined;
  private startedAt = 0;
  private ownEdits: readonly GraphEdit[] | undefined;

  constructor(
    readonly id: string,
    readonly document: GraphDocument,
    private readonly host: FollowHost,
    private readonly audience: Audience,
  ) {
    this.listening = [
      document.watch((news) => {
        if (news.kind !== 'edited' || news.edits === this.ownEdits) return;
        for (const message of messagesOf(id, news.edits, this.nameOf)) audience.tell(message);
      }),
      onRunEvent(host.runs, host.redactor, document.path, (event) => this.hear(event)),
      host.log.onRecord(({ graph, text }) => {
        if (graph !== graphName(document.graph, document.path)) return;
        audience.show({ protocol: 'network', command: 'output', payload: { message: text, type: 'message' } });
      }),
    ];
  }

  get graph(): Graph {
    return this.document.graph;
  }

  private readonly nameOf = (component: string): string => this.host.names.fromGraph(component);

  /** Applies a client's edits; whoever applies them says what clients hear of them. */
  async edit(edits: GraphEdit[]): Promise<void> {
    this.ownEdits = edits;
    await this.document.edit(edits);
  }

  async start(asker: Asker): Promise<void> {
    this.startedBy = asker;
    try {
      await this.host.runs.start(this.document.path);
    } finally {
      this.startedBy = undefined;
    }
  }

  async stop(asker: Asker): Promise<void> {
    this.stoppedBy = asker;
    try {
      if (!(await this.host.runs.stop(this.document.path))) this.tellStopped(this.host.now());
    } finally {
      this.stoppedBy = undefined;
    }
  }

  /** `network:status`'s payload. */
  status() {
    const { state } = this.host.runs.status(this.document.path);
    const started = state !== 'stopped' && state !== 'failed';
    return { graph: this.id, running: state === 'running' || state === 'starting', started };
  }

  /** `runtime:ports`'s payload: what the graph exports. */
  ports() {
    const described = (exported: Readonly<Record<string, EdgeEnd>>, side: 'inports' | 'outports') =>
      Object.entries(exported).map(([id, { nodeId, portId, portType }]) => {
        const component = this.host.names.find(own(this.graph.processes, nodeId)?.component ?? '');
        const port = component && findPort(component[side], portId, this.graph.caseSensitive);
        const { description, ...rest } = port ?? { port_type: portType, required: false, description: '' };
        return portPayload({ ...rest, description, name: id });
      });
    const { inports, outports } = this.graph;
    return { graph: this.id, inPorts: described(inports, 'inports'), outPorts: described(outports, 'outports') };
  }

  json() {
    return fbpGraphJson(this.graph, this.nameOf);
  }

  /** Shows only these edges from now on. */
  select(edges: readonly { src: Place; tgt: Place }[]): void {
    this.edges = new Set(edges.map(({ src, tgt }) => edgeName(src, tgt)));
  }

  /** Records from now on what the network does. */
  startTrace(bufferSize: number | undefined): void {
    this.trace = new Flowtrace(bufferSize, this.host.now);
    this.isTracing = true;
  }

  stopTrace(): void {
    this.isTracing = false;
  }

  clearTrace(): void {
    this.trace?.clear();
  }

  /** Undefined when nothing was ever recorded. */
  dumpTrace(): string | undefined {
    return this.trace?.dump(this.id, this.json());
  }

  [Symbol.dispose](): void {
    for (const one of this.listening) one[Symbol.dispose]();
  }

  private hear(event: NetworkEvent): void {
    switch (event._type) {
      case 'NetworkStarted':
        return this.tellStarted(event.timestamp);
      case 'NetworkShutdown':
        return this.tellStopped(event.timestamp);
      case 'MessageSent': {
        const src = { node: event.fromActor, port: event.fromPort };
        return this.showData(src, { node: event.toActor, port: event.toPort }, event.data as Value);
      }
      case 'ActorEmit':
        return this.passOn(event.actorId, event.port, event.data as Value);
      case 'ActorFailed':
        return this.tellFailure(event.actorId, event.error.message);
    }
  }

  private tellStarted(timestamp: number): void {
    this.startedAt = timestamp;
    const payload = { time: new Date(timestamp).toISOString(), graph: this.id, started: true, running: true };
    this.network('started', payload, this.startedBy);
    // Initial packets wait in their queues from the start.
    for (const { from, to, data } of this.graph.connections)
      if (!from) this.showData(undefined, { node: to.nodeId, port: to.portId }, data ?? null);
  }

  private tellStopped(timestamp: number): void {
    const uptime = this.startedAt === 0 ? 0 : (timestamp - this.startedAt) / 1000;
    const time = new Date(timestamp).toISOString();
    this.network('stopped', { time, uptime, graph: this.id, running: false, started: false }, this.stoppedBy);
    this.startedAt = 0;
  }

  private showData(src: Place | undefined, tgt: Place, data: Value): void {
    const id = edgeName(src, tgt);
    if (!this.isTracing && this.edges && !this.edges.has(id)) return;
    const json = new RawJson(writePlain(data));
    const payload = { id, ...(src ? { src } : {}), tgt, data: json, graph: this.id };
    const message = this.record({ protocol: 'network', command: 'data', payload });
    if (!this.edges || this.edges.has(id)) this.audience.show(message);
  }

  /** Messages that leave through exported outports. */
  private passOn(node: string, port: string, data: Value): void {
    for (const [name, end] of Object.entries(this.graph.outports)) {
      // Within a subgraph it is an inner node that sends.
      const outlet = this.host.runs.run(this.document.path)?.view.outlet(end.nodeId, end.portId);
      if (outlet?.node !== node || !this.isPort(outlet.port, port)) continue;
      const payload = { port: name, event: 'data', payload: new RawJson(writePlain(data)), graph: this.id };
      this.audience.tell({ protocol: 'runtime', command: 'packet', payload });
    }
  }

  /** Only what no wire takes (A7). */
  private tellFailure(node: string, error: string): void {
    const isWired = this.graph.connections.some(
      ({ from }) => from?.nodeId === node && this.isPort(from.portId, 'error'),
    );
    if (!isWired) this.network('processerror', { id: node, error, graph: this.id });
  }

  private isPort(one: string, other: string): boolean {
    return one === other || (!this.graph.caseSensitive && one.toLowerCase() === other.toLowerCase());
  }

  private network(command: string, payload: unknown, asker?: Asker): void {
    this.audience.tell(this.record({ protocol: 'network', command, payload }), asker);
  }

  private record(message: FbpMessage): FbpMessage {
    const text = written(message);
    if (this.isTracing) this.trace?.add(this.id, text);
    return text;
  }
}

interface Place {
  readonly node: string;
  readonly port: string;
}

/** `A() OUT -> IN B()`, and `DATA -> IN B()` for an initial packet. */
function edgeName(src: Place | undefined, tgt: Place): string {
  const from = src ? `${src.node}() ${src.port.toUpperCase()}` : 'DATA';
  return `${from} -> ${tgt.port.toUpperCase()} ${tgt.node}()`;
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#shared/rpc/errors.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { packetOfJsonValue } from '../../channel/packet.ts';
import type { GraphDocument } from '../../workspace/graphDocument.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { sameToken } from '../access.ts';
import type { FlowControlledTransport } from '../connection.ts';
import type { Rights } from '../handlers.ts';
import { writeJsonText } from '#shared/message/jsonText.ts';
import { refuseSecrets } from '../methods/graphMethods.ts';
import { componentPayload, ComponentNames, type NamedComponents } from './componentNames.ts';
import { ComponentSources, sourcePayload, type SourceHost } from './componentSources.ts';
import { Answering, FbpConnection, type FbpServer } from './fbpConnection.ts';
import { fbpGraphJson } from './fbpGraphJson.ts';
import { FbpGraphs } from './fbpGraphs.ts';
import type { FbpMessage, FbpRequest } from './fbpMessage.ts';
import { FollowedGraph, type Asker, type Audience, type FollowHost } from './followedGraph.ts';
import { checked, clearing, graphCommands } from './graphCommands.ts';
import { graphMessage, messagesOf, type NameComponent } from './graphMessages.ts';

/** What the runtime needs of the back end. */
export interface FbpHost extends Omit<FollowHost, 'names'>, Pick<SourceHost, 'problems' | 'rediscover'> {
  readonly workspace: Workspace;
  readonly registry: NamedComponents;
  readonly label: string;
  /** The secret that opens everything; null opens nothing. */
  readonly token: string | null;
  onComponentsChanged(listener: () => void): Disposable;
  /** Whether anything may run (X1). */
  isTrusted(): boolean;
  onDefect(what: string, defect: unknown): void;
}

const protocolVersion = '0.9';

/** What this runtime really does; a client without the token may do none of it. */
const capabilities = [
  'protocol:runtime',
  'protocol:graph',
  'protocol:component',
  'protocol:network',
  'protocol:trace',
  'component:getsource',
  'component:setsource',
  'network:status',
  'network:data',
  'network:control',
  'network:persist',
];

const ofGraph = z.object({ graph: z.string() });
const place = z.object({ node: z.string(), port: z.string() });
const edgesPayload = ofGraph.extend({ edges: z.array(z.object({ src: place, tgt: place })) });
const packetPayload = ofGraph.extend({
  port: z.string(),
  event: z.enum(['connect', 'begingroup', 'data', 'endgroup', 'disconnect']),
  type: z.string().optional(),
  schema: z.string().optional(),
  payload: z.unknown(),
});
const tracePayload = ofGraph.extend({ buffersize: z.number().int().positive().optional() });

type Payload = FbpRequest['payload'];
type Handler = (payload: Payload, asker: Asker) => void | Promise<void>;

/** The FBP network protocol (R8) over the workspace's own graphs, runs and components. All clients see the same. */
export class FbpRuntime implements FbpServer, Audience, Disposable {
  private readonly id = randomUUID();
  private readonly connections = new Set<FbpConnection>();
  private readonly graphs: FbpGraphs;
  /** By id. */
  private readonly followed = new Map<string, FollowedGraph>();
  private readonly names: ComponentNames;
  private readonly sources: ComponentSources;
  private readonly following: FollowHost;
  private readonly listening: Disposable;
  /** What clients were told of components, as text; undefined until one asked. */
  private listed: Map<string, string> | undefined;
  private mainGraph: string | undefined;

  constructor(private readonly host: FbpHost) {
    const { workspace, registry, runs, log, redactor } = host;
    this.names = new ComponentNames(registry);
    this.following = { runs, log, redactor, names: this.names, now: () => host.now() };
    this.sources = new ComponentSources({
      files: workspace.files,
      names: this.names,
      problems: () => host.problems(),
      rediscover: () => host.rediscover(),
    });
    this.listening = host.onComponentsChanged(() => this.tellChangedComponents());
    const isRunning = (path: string): boolean => runs.status(path).state !== 'stopped';
    this.graphs = new FbpGraphs(workspace, isRunning, (id) => this.unfollow(id));
  }

  /** Serves a client that asked for the subprotocol. Disposing ends it. */
  attach(transport: Transport | FlowControlledTransport, rights: Rights): Disposable {
    const connection = new FbpConnection(transport, this, rights, (closed) => {
      this.connections.delete(closed);
      // Following costs while a graph runs (N13); the graphs themselves stay.
      if (this.connections.size === 0) for (const id of [...this.followed.keys()]) this.unfollow(id);
    });
    this.connections.add(connection);
    return connection;
  }

  accepts(secret: string): boolean {
    const { token } = this.host;
    return token !== null && sameToken(secret, token);
  }

  async handle(request: FbpRequest, asker: Asker, isAllowed: boolean): Promise<void> {
    const { protocol, command, payload } = request;
    const name = `${protocol}:${command}`;
    if (name === 'runtime:getruntime') return this.describe(asker, isAllowed);
    if (!isAllowed)
      throw new AppError('forbidden', `${name} needs the token: send it as "secret", or connect with ?token=TOKEN.`);
    if (protocol === 'graph' && graphCommands.has(command)) return this.edit(command, payload, asker);
    const handler = this.handlers.get(name);
    if (!handler) throw new AppError('methodNotFound', `There is no message ${name}.`);
    await handler(payload, asker);
  }

  tell(message: FbpMessage, asker?: Asker): void {
    asker?.answer(message);
    for (const connection of this.connections)
      if (connection.isTrusted && !(asker instanceof Answering && asker.connection === connection))
        connection.send(message);
  }

  show(message: FbpMessage): void {
    for (const connection of this.connections) if (connection.isTrusted) connection.show(message);
  }

  reportDefect(request: FbpRequest | undefined, defect: unknown): void {
    this.host.onDefect(`${request?.protocol}:${request?.command}`, defect);
  }

  [Symbol.dispose](): void {
    this.listening[Symbol.dispose]();
    for (const connection of this.connections) connection[Symbol.dispose]();
    for (const id of [...this.followed.keys()]) this.unfollow(id);
  }

  private readonly handlers = new Map<string, Handler>(
    Object.entries({
      'graph:clear': (payload, asker) => this.clear(payload, asker),
      'runtime:packet': (payload, asker) => this.packet(payload, asker),
      'component:list': (_, asker) => this.list(asker),
      'component:getsource': (payload, asker) => this.getSource(payload, asker),
      'component:source': (payload, asker) => this.setSource(payload, asker),
      'network:start': (payload, asker) => this.start(payload, asker),
      'network:stop': async (payload, asker) => (await this.follow(payload)).stop(asker),
      'network:getstatus': async (payload, asker) =>
        asker.answer(network('status', (await this.follow(payload)).status())),
      'network:edges': async (payload) => {
        const { graph, edges } = checked(edgesPayload, payload);
        (await this.follow(payload)).select(edges);
        // The protocol's schema has no place for the request in this message, and all clients share the choice.
        this.tell(network('edges', { graph, edges }));
      },
      'network:debug': async (payload, asker) => {
        const { enable } = checked(ofGraph.extend({ enable: z.boolean() }), payload);
        // Failures of nodes are always told, so there is nothing to switch on.
        asker.answer(network('status', { ...(await this.follow(payload)).status(), debug: enable }));
      },
      'network:persist': async (_, asker) => {
        await this.graphs.save();
        asker.answer(network('persist', {}));
      },
      'trace:start': (payload, asker) =>
        this.traced('start', payload, asker, (graph, { buffersize }) => graph.startTrace(buffersize)),
      'trace:stop': (payload, asker) => this.traced('stop', payload, asker, (graph) => graph.stopTrace()),
      'trace:clear': (payload, asker) => this.traced('clear', payload, asker, (graph) => graph.clearTrace()),
      'trace:dump': async (payload, asker) => {
        const { type } = checked(ofGraph.extend({ type: z.literal('flowtrace.json') }), payload);
        const graph = await this.follow(payload);
        const flowtrace = graph.dumpTrace();
        if (flowtrace === undefined)
          throw new AppError('notFound', `Nothing of ${graph.id} was traced. Send trace:start first.`);
        asker.answer({ protocol: 'trace', command: 'dump', payload: { graph: graph.id, type, flowtrace } });
      },
    } satisfies Record<string, Handler>),
  );

  private readonly nameOf: NameComponent = (component) => this.names.fromGraph(component);

  private describe(asker: Asker, isAllowed: boolean): void {
    const graph = isAllowed ? this.mainGraph : undefined;
    const payload = {
      id: this.id,
      label: this.host.label,
      version: protocolVersion,
      type: 'reflow-studio',
      capabilities: isAllowed ? capabilities : [],
      allCapabilities: capabilities,
      ...(graph === undefined ? {} : { graph }),
    };
    asker.answer({ protocol: 'runtime', command: 'runtime', payload });
    const main = graph === undefined ? undefined : this.followed.get(graph);
    if (main) asker.answer({ protocol: 'runtime', command: 'ports', payload: main.ports() });
  }

  private async clear(payload: Payload, asker: Asker): Promise<void> {
    const read = checked(clearing, payload);
    const document = await this.graphs.clear(read);
    this.followDocument(read.id, document);
    if (read.main) this.mainGraph = read.id;
    this.tell(graphMessage('clear', read), asker);
  }

  private async edit(command: string, payload: Payload, asker: Asker): Promise<void> {
    const followed = await this.follow(payload);
    const { id, document } = followed;
    const toGraph = (component: string): string => this.names.toGraph(component);
    const change = graphCommands.get(command)!.run(document.graph, payload, toGraph);
    refuseSecrets(change.edits, this.host.redactor);
    if (change.edits.length > 0) await followed.edit(change.edits);
    const messages = change.messages ?? messagesOf(id, change.edits, this.nameOf);
    for (const message of messages) this.tell(message, message.command === command ? asker : undefined);
    if (command.endsWith('port')) this.tell({ protocol: 'runtime', command: 'ports', payload: followed.ports() });
  }

  private async start(payload: Payload, asker: Asker): Promise<void> {
    if (!this.host.isTrusted())
      throw new AppError('forbidden', 'This workspace is not trusted, so nothing in it runs. Trust it in the window.');
    await (await this.follow(payload)).start(asker);
  }

  private async packet(payload: Payload, asker: Asker): Promise<void> {
    const packet = checked(packetPayload, payload);
    const { graph, document } = await this.follow(payload);
    const end = Object.hasOwn(graph.inports, packet.port) ? graph.inports[packet.port] : undefined;
    if (!end) throw new AppError('notFound', `${packet.graph} exports no inport ${packet.port}.`);
    // What else there is stands around the data: beginning and end of a connection and of groups. Nodes here take messages one by one,
    // as those of NoFlo do that do not look at groups.
    const data = payload['payload'];
    if (packet.event === 'data')
      await this.host.runs.send(document.path, end.nodeId, end.portId, packetOfJsonValue(data ?? null));
    asker.answer({ protocol: 'runtime', command: 'packetsent', payload: { ...packet, payload: data } });
  }

  private list(asker: Asker): void {
    const components = this.names.all();
    this.listed ??= new Map();
    for (const [name, component] of components) {
      const payload = componentPayload(name, component);
      this.listed.set(name, writeJsonText(payload));
      asker.answer({ protocol: 'component', command: 'component', payload });
    }
    asker.answer({ protocol: 'component', command: 'componentsready', payload: components.size });
  }

  /** Components that are new, or have other ports. The protocol has no word for those that went. */
  private tellChangedComponents(): void {
    if (!this.listed || this.connections.size === 0) return;
    for (const [name, component] of this.names.all()) {
      const payload = componentPayload(name, component);
      const text = writeJsonText(payload);
      if (this.listed.get(name) === text) continue;
      this.listed.set(name, text);
      this.tell({ protocol: 'component', command: 'component', payload });
    }
  }

  private async getSource(payload: Payload, asker: Asker): Promise<void> {
    const { name } = checked(z.object({ name: z.string() }), payload);
    const component = this.names.find(name);
    const isGraph = component ? component.kind === 'graph' : true;
    const graph = isGraph ? await this.graphs.find(component?.file ?? name) : undefined;
    const source = graph ? graphSource(name, graph, this.nameOf) : await this.sources.read(name);
    asker.answer({ protocol: 'component', command: 'source', payload: source });
  }

  private async setSource(payload: Payload, asker: Asker): Promise<void> {
    const names = await this.sources.write(checked(sourcePayload, payload));
    for (const name of names)
      this.tell(
        { protocol: 'component', command: 'component', payload: componentPayload(name, this.names.find(name)!) },
        asker,
      );
  }

  private async traced(
    command: string,
    payload: Payload,
    asker: Asker,
    act: (graph: FollowedGraph, payload: z.output<typeof tracePayload>) => void,
  ): Promise<void> {
    const read = checked(tracePayload, payload);
    act(await this.follow(payload), read);
    asker.answer({ protocol: 'trace', command, payload: read });
  }

  private async follow(payload: Payload): Promise<FollowedGraph> {
    const document = await this.graphs.document(payload['graph']);
    return this.followDocument(payload['graph'] as string, document);
  }

  private followDocument(id: string, document: FollowedGraph['document']): FollowedGraph {
    const known = this.followed.get(id);
    if (known?.document === document) return known;
    this.unfollow(id);
    const graph = new FollowedGraph(id, document, this.following, this);
    this.followed.set(id, graph);
    return graph;
  }

  private unfollow(id: string): void {
    this.followed.get(id)?.[Symbol.dispose]();
    this.followed.delete(id);
  }
}

/** `component:source`'s payload for a graph. */
function graphSource(name: string, { graph }: GraphDocument, nameOf: NameComponent) {
  const slash = name.lastIndexOf('/');
  const library = slash < 0 ? {} : { library: name.slice(0, slash) };
  const code = writeJsonText(fbpGraphJson(graph, nameOf));
  return { name: name.slice(slash + 1), ...library, language: 'json', code };
}

function network(command: string, payload: unknown): FbpMessage {
  return { protocol: 'network', command, payload };
}

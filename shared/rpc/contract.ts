import { config as configureZod, z } from 'zod';
import type { ComponentDescription, DiscoveredScriptActor, DiscoveryProblem } from '../actor/actor.ts';
import type { ActorTestResult } from '../actor/actorTest.ts';
import { graphEditSchema } from '../graph/graphEditSchema.ts';
import type { GraphProblem } from '../graph/graphProblem.ts';
import type { BreakpointStatus, DeadLetter, TrialResult } from './live/debugging.ts';
import type { NetworkStatus } from './live/networkStatus.ts';
import type { RecordedMessage, RunMessage, RunPage, RunSummary } from './live/recording.ts';
import type { StateChangeRecord, StateEntry } from './live/state.ts';
import type { SystemStatus } from './live/system.ts';
import type { Topic } from './live/topics.ts';
import type {
  ComposedWorkspace,
  ListedActor,
  ListedSecret,
  OpenedGraph,
  SaveResult,
  WorkspaceInfo,
} from './results.ts';
import { isUsualProcess } from './usualProcess.ts';

// Data never becomes code (X5): zod would otherwise compile its checks with `new Function`.
configureZod({ jitless: true });

/**
 * The one contract table (R2, R4): every method of the server, with the shape of its params, checked at the server, and the type
 * of its result. Server handlers and the client are mapped types over it.
 */
interface MethodSpec<Params extends z.ZodType, Result> {
  params: Params;
  /** Only a type: nothing is there at run time. */
  result: Result;
  access: 'public' | 'editor';
  /** True for params that need no parsing, being as the schema would give them back; for methods that are called very often. */
  isUsual?(this: void, params: unknown): boolean;
}

function open<Params extends z.ZodType>(params: Params) {
  return <Result>(): MethodSpec<Params, Result> => ({ params, result: undefined as Result, access: 'public' });
}

function editor<Params extends z.ZodType>(params: Params) {
  return <Result>(): MethodSpec<Params, Result> => ({ params, result: undefined as Result, access: 'editor' });
}

/** By name or by position: params where there are none. */
const nothing = z.union([z.object({}), z.tuple([])]).optional();
const object = z.record(z.string(), z.unknown());
const path = z.string().min(1);
const graphPath = z.object({ path });
const nodePort = z.object({ path, node: z.string(), port: z.string() });
const recording = z.enum(['off', 'failure', 'all']);
/** A message of a run that is recorded, or of the present run while it is kept in memory. */
const runMessage = z.object({ runId: z.string(), id: z.number().int().positive() });
const stateKey = z.object({ namespace: z.string(), actorId: z.string(), key: z.string() });

/** The name of a variable of the environment, and of the secret that fills it (N12). */
export const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _');

const composition = z.object({
  graphs: z.array(z.string()).optional(),
  namespaces: z.enum(['FolderStructure', 'Flatten', 'FileBasedPrefix']).optional(),
  autoConnect: z.boolean().optional(),
});

/** How the graphs of a workspace are to be composed (G6). */
export type CompositionParams = z.output<typeof composition>;

/** The path under which the graphs of a workspace run as one (G6); and the one under which suggested connections are wired, too. */
export const composedWorkspace = 'workspace:';
export const connectedWorkspace = 'workspace:connected';

export const contract = {
  list: open(nothing)<{ actors: ListedActor[] }>(),
  load: open(
    z.union([
      z.object({ file_path: z.string().min(1) }),
      z.object({
        source: z.string(),
        name: z.string().min(1),
        /** In whatever case: Reflow writes `Python`. */
        runtime: z
          .string()
          .toLowerCase()
          .pipe(z.enum(['python', 'javascript', 'typescript'])),
        /** The source's own place among `files`, such as `flows/work.actor.ts`. */
        path: z.string().optional(),
        /** The texts of other files that the source imports, by path relative to one folder. */
        files: z.record(z.string(), z.string()).optional(),
      }),
    ]),
  )<{ success: boolean; actor?: string; error?: string }>(),
  unload: open(z.object({ actor_id: z.string() }))<{ success: boolean }>(),
  describe: open(z.object({ actor_id: z.string() }))<DiscoveredScriptActor>(),
  cancel: open(z.object({ id: z.union([z.string(), z.number(), z.bigint(), z.null()]) }))<{ cancelled: boolean }>(),
  process: {
    ...open(
      z.object({
        actor_id: z.string(),
        payload: object.default({}),
        config: object.nullish(),
        state: z.object({ namespace: z.string().optional(), actor_id: z.string().optional() }).nullish(),
        timestamp: z.union([z.number(), z.bigint()]).nullish(),
        /** W3C Trace Context of the caller: the call becomes a step of that trace (O2). */
        traceparent: z.string().nullish(),
        /** Notifies with `script_output` what the actor returns, too: then nothing of a stream is missed. */
        every_output: z.boolean().nullish(),
      }),
    )<{ outputs: Record<string, unknown>; sent: Record<string, number> }>(),
    isUsual: isUsualProcess,
  },

  'workspace.info': editor(nothing)<WorkspaceInfo>(),
  'workspace.trust': editor(z.object({ trusted: z.boolean() }))<{ trusted: boolean }>(),
  /**
   * Composes the graphs of the workspace into one (G6), which runs as `composedWorkspace`. `graphs` are paths (all); `namespaces` says how
   * namespaces are found, where graphs name none; `autoConnect` wires the suggestions, too.
   */
  'workspace.compose': editor(composition.optional())<ComposedWorkspace>(),
  'workspace.components': editor(nothing)<{ components: ComponentDescription[]; problems: DiscoveryProblem[] }>(),
  'workspace.newActor': editor(
    z.object({ path, runtime: z.enum(['python', 'javascript', 'typescript']), name: z.string().min(1) }),
  )<{ path: string }>(),

  'graph.list': editor(nothing)<{ graphs: { path: string; name: string }[] }>(),
  'graph.open': editor(graphPath)<OpenedGraph>(),
  'graph.create': editor(z.object({ path, name: z.string().min(1) }))<OpenedGraph>(),
  'graph.edit': editor(
    z.object({
      path,
      revision: z.number(),
      label: z.string(),
      /** Chosen by the window, and told to all in the `graph` topic, so that it knows its own edits. */
      edits: z.array(graphEditSchema),
    }),
  )<{ revision: number }>(),
  'graph.save': editor(z.object({ path, overwrite: z.boolean().optional() }))<SaveResult>(),
  /** What to do with edits found in the journal after a crash, or with a file changed outside (G4). */
  'graph.resolve': editor(z.object({ path, take: z.enum(['recovered', 'disk', 'mine', 'merged']) }))<OpenedGraph>(),
  'graph.validate': editor(graphPath)<{ problems: GraphProblem[] }>(),

  /** `recording`: what of this run is kept; else what reflow.yaml says. */
  'network.start': editor(z.object({ path, recording: recording.optional() }))<{ runId: string }>(),
  /** Running messages may finish for `grace` seconds (5); with `kill` they may not (N6). */
  'network.stop': editor(
    z.object({ path, kill: z.boolean().optional(), grace: z.number().min(0).max(3600).optional() }),
  )<{ stopped: boolean }>(),
  'network.pause': editor(graphPath)<NetworkStatus>(),
  'network.resume': editor(graphPath)<NetworkStatus>(),
  'network.step': editor(graphPath)<NetworkStatus>(),
  'network.status': editor(graphPath)<NetworkStatus>(),
  /** Sends a message (any JSON form of M2) into an inport of the running graph. */
  'network.send': editor(z.object({ path, node: z.string(), port: z.string(), data: z.unknown() }))<{
    sent: boolean;
  }>(),
  /** The whole last value of an outport, as JSON text in plain form; null when there was none. */
  'network.value': editor(nodePort)<{ json: string | null }>(),
  /** The latest messages that left outports, oldest first: of all, of a node, or of one of its ports. */
  'network.history': editor(
    z.object({
      path,
      node: z.string().optional(),
      port: z.string().optional(),
      limit: z.number().int().positive().max(10_000).optional(),
    }),
  )<{
    messages: RecordedMessage[];
  }>(),

  /** Changes what of the present run is kept from now on. */
  'network.record': editor(z.object({ path, recording }))<{ recording: 'off' | 'failure' | 'all' }>(),

  /** Breakpoints on connections (N7). They stay when a run ends, and can be set before one begins. */
  'network.breakpoints': editor(graphPath)<{ breakpoints: BreakpointStatus[] }>(),
  /** `condition` is JSONata over the message's value, such as `price > 10` or `$ = 3`; without it every message is held. */
  'network.setBreakpoint': editor(z.object({ path, connection: z.string(), condition: z.string().nullish() }))<{
    breakpoints: BreakpointStatus[];
  }>(),
  /** What it holds goes on. */
  'network.clearBreakpoint': editor(z.object({ path, connection: z.string() }))<{ breakpoints: BreakpointStatus[] }>(),
  /** The whole held message as JSON text in plain form; null when none is held. */
  'network.held': editor(z.object({ path, connection: z.string() }))<{ json: string | null }>(),
  /** Lets the held message go, with another value when `data` is given (any JSON form of M2), or drops it. */
  'network.release': editor(
    z.object({ path, connection: z.string(), action: z.enum(['letGo', 'drop']), data: z.unknown().optional() }),
  )<{ released: boolean; breakpoints: BreakpointStatus[] }>(),

  /**
   * Sends a recorded message again, to the running node (N8). Without `port`, to the inport it went to before; with `data`, with
   * another value.
   */
  'network.replay': editor(
    z.object({
      path,
      node: z.string(),
      port: z.string().optional(),
      message: runMessage,
      data: z.unknown().optional(),
    }),
  )<{ sent: boolean }>(),
  /**
   * Has one node work once, apart from the flow and on a copy of its state (N8): with its current code or with `source`. It takes the
   * recorded `message` on the inport that it went to, `inputs` by inport (any JSON form), and what is sticky in the present run.
   */
  'network.trial': editor(
    z.object({
      path,
      node: z.string(),
      message: runMessage.optional(),
      inputs: object.optional(),
      source: z.string().optional(),
    }),
  )<TrialResult>(),

  /** Newest first; `total` counts all. */
  'network.deadLetters': editor(z.object({ path, limit: z.number().int().positive().max(10_000).optional() }))<{
    letters: DeadLetter[];
    total: number;
  }>(),
  /** One dead letter with its whole inputs, as JSON text in plain form. */
  'network.deadLetter': editor(z.object({ path, id: z.string() }))<{
    letter: DeadLetter;
    inputs: Record<string, string>;
  }>(),
  /** Has the running node try a dead letter again, with `inputs` in place of what it took before. It stays until that succeeds. */
  'network.retry': editor(z.object({ path, id: z.string(), inputs: object.optional() }))<{ retrying: boolean }>(),
  /** Discards dead letters; without `ids` all of the graph. */
  'network.discard': editor(z.object({ path, ids: z.array(z.string()).optional() }))<{ discarded: number }>(),

  /** Recorded runs, newest first. */
  'runs.list': editor(z.object({ path: path.optional() }))<{ runs: RunSummary[] }>(),
  /**
   * A page of a run's messages in their order: those after id `after`, at most `limit` (200), of one node when given, and with every
   * word of `search` in their node, port or whole value, in any case. A search may reach its end before it found a page.
   */
  'runs.open': editor(
    z.object({
      runId: z.string(),
      after: z.number().int().min(0).optional(),
      limit: z.number().int().positive().max(10_000).optional(),
      node: z.string().optional(),
      search: z.string().optional(),
      /** What nodes are called, by their ids; a search looks there, too. */
      titles: z.record(z.string(), z.string()).optional(),
    }),
  )<RunPage>(),
  /** A message, its whole value as JSON text in plain form, the messages that caused it and those that it caused. */
  'runs.message': editor(runMessage)<{
    message: RunMessage;
    json: string;
    causes: RunMessage[];
    effects: RunMessage[];
  }>(),
  'runs.delete': editor(z.object({ runIds: z.array(z.string()) }))<{ deleted: number }>(),

  /** `pattern` is a Redis glob over keys, `search` a text in the key, its actor or its value, in any case. */
  'state.list': editor(
    z.object({ namespace: z.string().optional(), pattern: z.string().optional(), search: z.string().optional() }),
  )<{
    entries: StateEntry[];
  }>(),
  /** The last changes, newest first (T7): all, or those of a namespace, an actor or a key. */
  'state.history': editor(stateKey.partial().extend({ limit: z.number().int().positive().max(1000).optional() }))<{
    changes: StateChangeRecord[];
  }>(),
  /** With `list`, the value is a list with items, and is kept as one that actors push to and pop from. */
  'state.set': editor(
    stateKey.extend({ value: z.unknown(), ttl: z.number().positive().nullish(), list: z.boolean().optional() }),
  )<{
    entry: StateEntry;
  }>(),
  'state.delete': editor(stateKey)<{ deleted: boolean }>(),

  /** Secrets of this workspace (N12). Their values go to nodes that declare them, and are never answered. */
  'secrets.list': editor(nothing)<{ secrets: ListedSecret[]; /** Where new ones go. */ keptIn: 'keychain' | 'file' }>(),
  'secrets.set': editor(z.object({ name: secretName, value: z.string().min(1) }))<{ secrets: ListedSecret[] }>(),
  'secrets.delete': editor(z.object({ name: secretName }))<{ deleted: boolean }>(),

  'files.list': editor(nothing)<{ files: { path: string; size: number }[] }>(),
  'files.read': editor(z.object({ path }))<{ text: string; hash: string }>(),
  /** `baseHash` is the hash the edit began from; when the file on disk has another, nothing is written and the answer says so. */
  'files.write': editor(z.object({ path, text: z.string(), baseHash: z.string().nullable() }))<
    { saved: true; hash: string } | { saved: false; text: string; hash: string }
  >(),

  /** The text as the language's formatter has it; nothing is written. */
  'code.format': editor(z.object({ text: z.string(), language: z.enum(['python']) }))<{ text: string }>(),
  /** Runs the tests of a `NAME.test.json` (see shared/actor/actorTest.ts), on states of their own. */
  'code.test': editor(z.object({ path }))<{ actor: string; results: ActorTestResult[] }>(),

  'settings.get': editor(nothing)<{ settings: Record<string, unknown> }>(),
  'settings.set': editor(z.object({ settings: object }))<{ settings: Record<string, unknown> }>(),
  'system.status': editor(nothing)<SystemStatus>(),
  /** Installs what reflow.yaml names under `packages`, now; the `system` topic shows how it goes. */
  'packages.install': editor(z.object({ runtime: z.enum(['python', 'javascript']) }))<{ installed: boolean }>(),
  'packages.cancel': editor(z.object({ runtime: z.enum(['python', 'javascript']) }))<{ cancelled: boolean }>(),
  /** Has the container engine get the images that actors need (E9); the answer comes when they are there. */
  'images.fetch': editor(nothing)<{ driver: string | null }>(),
  'images.cancel': editor(nothing)<{ cancelled: boolean }>(),
  /** Leaves out the actor files that are not read yet; `indexing.resume` reads them after all (E9). */
  'indexing.stop': editor(nothing)<{ stopped: boolean }>(),
  'indexing.resume': editor(nothing)<{ resumed: boolean }>(),

  /** The connection then gets `event {subscription, topic, data}` notifications, the present state first. */
  subscribe: editor(
    z.object({
      topic: z.custom<Topic>((topic) => typeof topic === 'string', 'Name a topic, as a text.'),
      params: object.optional(),
    }),
  )<{ subscription: number }>(),
  unsubscribe: editor(z.object({ subscription: z.number() }))<{ unsubscribed: boolean }>(),
} satisfies Record<string, MethodSpec<z.ZodType, unknown>>;

/** The table as a type. */
export type Contract = typeof contract;
export type Method = keyof Contract;
/** Params as a caller writes them. */
export type Params<M extends Method> = z.input<Contract[M]['params']>;

/** What a method answers. */
export type Result<M extends Method> = Contract[M]['result'];

/** Notifications that the server sends. */
export interface Notifications {
  script_output: {
    actor_id: string;
    port: string;
    data: unknown;
    timestamp: number;
    request_id: string | number | null;
  };
  log: { actor_id: string; level: string; text: string; timestamp: number; request_id: string | number | null };
  event: { subscription: number; topic: Topic; data: unknown };
}

import { writePlain } from '#shared/message/json.ts';
import { valueOfJson } from '../channel/packet.ts';
import type { ComponentDescription, DiscoveredScriptActor, ScriptRuntime } from '#shared/actor/actor.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { Component } from '../registry/component.ts';
import type { ComponentRegistry } from '../registry/componentRegistry.ts';
import { ActorInstance, type ActorCall, type InstanceNeeds } from './actorInstance.ts';

export interface ActorHostOptions {
  registry: Pick<ComponentRegistry, 'has' | 'resolve' | 'descriptions'>;
  /** What discovery knows of a script component, by qualified name. */
  discovered(qualifiedName: string): DiscoveredScriptActor | undefined;
  /** Nothing runs in a workspace that is not trusted (X1). */
  isTrusted(): boolean;
  log(record: LogRecord): void;
  /** Whether somebody waits for a sandbox of a runtime and none is about to come free. */
  isScarce?(runtime: ScriptRuntime): boolean;
  /** `redis.namespace` (T3). */
  stateNamespace: string;
  now?: () => number;
  /** Instances an actor may have for different config and state, before those that idle make room. */
  mostInstances?: number;
  /** Milliseconds after which an instance nobody calls is given up. */
  idleTimeout?: number;
}

/** Milliseconds between two tries to give up an instance for somebody who waits: one that works now may be idle then. */
const roomPause = 50;

/** Actors called directly, without a graph (R2): their instances and the calls for them. */
export class ActorHost implements AsyncDisposable {
  private readonly instances = new Map<Component, Map<string, ActorInstance>>();
  private readonly ending = new Set<Promise<void>>();
  private readonly sweeper: NodeJS.Timeout;
  private readonly now: () => number;
  private readonly idleTimeout: number;
  private readonly roomTimers = new Map<ScriptRuntime, NodeJS.Timeout>();

  constructor(private readonly options: ActorHostOptions) {
    this.now = options.now ?? Date.now;
    this.idleTimeout = options.idleTimeout ?? 60_000;
    this.sweeper = setInterval(() => this.endIdle(), this.idleTimeout / 4).unref();
  }

  /** Calls that wait for their actors. */
  get queueDepth(): number {
    let depth = 0;
    for (const instances of this.instances.values())
      for (const instance of instances.values()) depth += instance.waitingCount;
    return depth;
  }

  /** The actors that can be called: those that run in sandboxes. */
  list(): { description: ComponentDescription; loaded: boolean }[] {
    return this.options.registry
      .descriptions()
      .filter(isActor)
      .map((description) => ({ description, loaded: this.isLoaded(description.id) }));
  }

  /** @throws AppError `unknownActor` */
  describe(actorId: string): DiscoveredScriptActor {
    const { name, namespace } = this.find(actorId).description;
    const discovered = this.options.discovered(`${namespace}.${name}`);
    if (!discovered)
      throw new AppError('unknownActor', `${actorId} is no script actor, so there is nothing to describe.`);
    return discovered;
  }

  /**
   * Gets an actor ready: its code is in a sandbox afterwards.
   * @throws AppError that says why it cannot run
   */
  async prepare(actorId: string): Promise<void> {
    await this.instance(this.find(actorId), this.needs(actorId, undefined, undefined)).ready;
  }

  /**
   * Hands a call over to the actor; calls for one instance run in order, others in parallel (R5).
   * @returns the instance, for holding it back and for cancelling the call
   * @throws AppError `unknownActor`, `forbidden`
   */
  call(
    actorId: string,
    config: Record<string, unknown> | null | undefined,
    state: { namespace?: string | undefined; actor_id?: string | undefined } | null | undefined,
    call: ActorCall,
  ): ActorInstance {
    const instance = this.instance(this.find(actorId), this.needs(actorId, config, state));
    instance.call(call);
    return instance;
  }

  /** Gives up instances that nobody calls at the moment, the longest idle first, for as long as somebody waits for their sandboxes (S5). */
  makeRoom(runtime: ScriptRuntime): void {
    if (this.roomTimers.has(runtime) || !this.options.isScarce?.(runtime)) return;
    this.endLongestIdle(runtime);
    const again = setTimeout(() => {
      this.roomTimers.delete(runtime);
      this.makeRoom(runtime);
    }, roomPause);
    this.roomTimers.set(runtime, again.unref());
  }

  /** Gives up the instances of an actor; their calls are ended. */
  async unload(actorId: string): Promise<void> {
    const component = this.find(actorId);
    const instances = this.instances.get(component);
    this.instances.delete(component);
    await Promise.all([...(instances?.values() ?? [])].map((instance) => this.end(instance)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.sweeper);
    for (const timer of this.roomTimers.values()) clearTimeout(timer);
    for (const instances of this.instances.values()) for (const instance of instances.values()) void this.end(instance);
    this.instances.clear();
    await Promise.all(this.ending);
  }

  private find(actorId: string): Component {
    let component: Component;
    try {
      component = this.options.registry.resolve(actorId);
    } catch (failure) {
      if (!(failure instanceof AppError)) throw failure;
      throw new AppError('unknownActor', failure.message.replace('Component not found', 'Unknown actor'), failure.data);
    }
    if (isActor(component.description)) return component;
    throw new AppError(
      'unknownActor',
      `Unknown actor: ${actorId} is a ${component.description.kind} component, which only runs in graphs.`,
    );
  }

  private isLoaded(actorId: string): boolean {
    const instances = this.instances.get(this.options.registry.resolve(actorId));
    return [...(instances?.values() ?? [])].some((instance) => instance.isReady);
  }

  private needs(
    actorId: string,
    config: Record<string, unknown> | null | undefined,
    state: { namespace?: string | undefined; actor_id?: string | undefined } | null | undefined,
  ): InstanceNeeds {
    return {
      actorId,
      config: config ? (valueOfJson(config) as Metadata) : {},
      state: { namespace: state?.namespace ?? this.options.stateNamespace, actorId: state?.actor_id ?? actorId },
    };
  }

  private instance(component: Component, needs: InstanceNeeds): ActorInstance {
    if (!this.options.isTrusted())
      throw new AppError(
        'forbidden',
        'This workspace is not trusted, so none of its actors runs. Trust it in the window first.',
      );
    let instances = this.instances.get(component);
    if (!instances) this.instances.set(component, (instances = new Map()));
    const { actorId } = needs;
    const key = keyOf(needs, this.options.stateNamespace);
    const known = instances.get(key);
    if (known && !known.isBroken) return known;
    this.makeRoomIn(instances);
    const made = new ActorInstance(component, needs, this.instanceHost(actorId), this.now);
    instances.set(key, made);
    return made;
  }

  private instanceHost(actorId: string) {
    const log = (level: LogRecord['level'], text: string): void =>
      this.options.log({ actorId, graph: null, level, text, timestamp: this.now() });
    return {
      log,
      staleCode(problem: string | null): void {
        if (problem !== null) log('warn', `The new code does not load, so the old goes on: ${problem}`);
      },
    };
  }

  private makeRoomIn(instances: Map<string, ActorInstance>): void {
    const most = this.options.mostInstances ?? 8;
    const idle = [...instances].filter(([, instance]) => instance.isIdle);
    idle.sort(([, one], [, other]) => one.lastUsed - other.lastUsed);
    for (const [key, instance] of idle.slice(0, Math.max(0, instances.size - most + 1))) {
      instances.delete(key);
      void this.end(instance);
    }
  }

  private endLongestIdle(runtime: ScriptRuntime): void {
    const idle = [...this.instances]
      .filter(([{ description }]) => runtimeOf(description) === runtime)
      .flatMap(([, instances]) => [...instances].map(([key, instance]) => ({ instances, key, instance })))
      .filter(({ instance }) => instance.isIdle && instance.isReady)
      .toSorted((one, other) => one.instance.lastUsed - other.instance.lastUsed);
    if (!idle[0]) return;
    idle[0].instances.delete(idle[0].key);
    void this.end(idle[0].instance);
  }

  private endIdle(): void {
    for (const [component, instances] of this.instances) {
      for (const [key, instance] of instances) {
        if (!instance.isIdle || this.now() - instance.lastUsed < this.idleTimeout) continue;
        instances.delete(key);
        void this.end(instance);
      }
      if (instances.size === 0) this.instances.delete(component);
    }
  }

  private end(instance: ActorInstance): Promise<void> {
    const ended = instance[Symbol.asyncDispose]().catch((error: unknown) => {
      const text = `An instance did not end cleanly: ${error instanceof Error ? error.message : String(error)}`;
      this.options.log({ actorId: '', graph: null, level: 'error', text, timestamp: this.now() });
    });
    this.ending.add(ended);
    void ended.finally(() => this.ending.delete(ended));
    return ended;
  }
}

/** Calls that agree in all that an instance is made for have one key. Most say only the actor, which must cost little. */
function keyOf({ actorId, config, state }: InstanceNeeds, usualNamespace: string): string {
  const isUsual = state.actorId === actorId && state.namespace === usualNamespace && Object.keys(config).length === 0;
  return isUsual ? `=${actorId}` : writePlain([actorId, state.namespace, state.actorId, config]);
}

function runtimeOf({ kind, badge }: ComponentDescription): ScriptRuntime | undefined {
  if (kind !== 'script') return undefined;
  return badge === 'python' ? 'python' : 'javascript';
}

/** Native components run unsandboxed in this process, and graphs need a network: callers of RPC get neither (X3). */
function isActor({ kind }: ComponentDescription): boolean {
  return kind === 'script' || kind === 'wasm';
}

import { withDefaults } from '#shared/actor/configProblems.ts';
import { exactConfig } from '#shared/graph/exactMetadata.ts';
import { isMetadata } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Value } from '#shared/message/message.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { ComponentInstance, InstanceHost, InstanceOptions } from '../registry/component.ts';
import type { StateScope } from '../state/stateStore.ts';
import { nodeEnvironment } from './environment.ts';
import type { NetworkHost } from './networkHost.ts';
import type { NetworkNode } from './networkNode.ts';
import { PinnedInstance, pinnedOutputs } from './pinnedInstance.ts';

/** Makes the instances of a network's nodes. */
export class NodeStarter {
  private starting = 0;

  constructor(
    public host: NetworkHost,
    private readonly graphName: string,
    private readonly stopping: AbortSignal,
    private readonly drain: Pick<InstanceHost, 'whenDrained' | 'isDraining'>,
  ) {}

  /** Whether an instance is being made. */
  get isBusy(): boolean {
    return this.starting > 0;
  }

  /** Makes a node's instance. @returns why there is none; a node whose code does not load fails alone */
  async start(node: NetworkNode): Promise<ActorFailure | undefined> {
    this.starting++;
    const number = ++node.starts;
    const isGivenUp = (): boolean => this.stopping.aborted || node.starts !== number;
    try {
      const instance = await this.create(node);
      if (isGivenUp()) {
        await instance[Symbol.asyncDispose]();
        return undefined;
      }
      node.startFailure = null;
      node.instance = instance;
      if (node.holds > 0) instance.hold(true);
      return undefined;
    } catch (error) {
      if (isGivenUp()) return undefined;
      const failure = failureOf(error);
      node.startFailure = failure;
      node.lastError = failure;
      this.host.log(node.id, 'error', `${node.id} could not start: ${failure.message}`, this.host.now());
      return failure;
    } finally {
      this.starting--;
    }
  }

  private async create(node: NetworkNode): Promise<ComponentInstance> {
    const pinned = pinnedOutputs(node.definition);
    if (pinned) return new PinnedInstance(pinned);
    const { host, graphName } = this;
    return this.host.createInstance(node.definition.component, {
      ...instanceOptions(node, host, graphName),
      host: {
        log: (level, text) => host.log(node.id, level, text, host.now()),
        staleCode: (problem) => {
          node.staleCode = problem;
        },
        ...this.drain,
      },
      signal: this.stopping,
    });
  }
}

/**
 * What a node's instance is made with, but for whom it tells things.
 * @throws AppError `invalidParams` when a required environment variable is missing (N12)
 */
export function instanceOptions(
  node: NetworkNode,
  host: NetworkHost,
  graphName: string,
): Omit<InstanceOptions, 'host' | 'signal'> {
  const { definition, component } = node;
  return {
    actorId: node.id,
    graph: graphName,
    config: withDefaults(component.configSchema, exactConfig(definition)),
    state: stateScope(node, host, graphName),
    limits: (definition.metadata['limits'] ?? {}) as InstanceOptions['limits'],
    environment: nodeEnvironment(definition, host.environment),
    runtime: definition.metadata['runtime'],
  };
}

/** Whose state a node uses (T3). */
export function stateScope(
  { id, definition, component }: NetworkNode,
  host: NetworkHost,
  graphName: string,
): StateScope {
  return { namespace: `${host.stateNamespace}/${graphName}`, actorId: stateActor(definition.metadata['state']) };

  function stateActor(state: Value | undefined): string {
    if (state === 'shared') return component.name;
    // In a graph that is shared itself.
    return isMetadata(state) && typeof state['actor'] === 'string' ? state['actor'] : id;
  }
}

function failureOf(error: unknown): ActorFailure {
  if (error instanceof AppError) {
    const data = (error.data ?? {}) as Partial<ActorFailure>;
    return { type: data.type ?? error.code, message: error.message, stack: data.stack ?? '', port: null };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: name, message, stack: stack ?? '', port: null };
}

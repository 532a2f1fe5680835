import type { ComponentDescription, PortDefinition } from '#shared/actor/actor.ts';
import { configProblems, withDefaults } from '#shared/actor/configProblems.ts';
import { anyType, type PortType } from '#shared/actor/portType.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import { withoutWholeFloats } from '#shared/message/wholeFloat.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Component, InstanceOptions } from '../component.ts';
import type { Behaviour, HoldingBehaviour } from './behaviour.ts';
import { NativeInstance } from './nativeInstance.ts';

/** A native component: what it is, and how a node's behaviour is made from its config. */
export interface NativeDefinition<Config> {
  readonly name: string;
  readonly description: string;
  /** Name of a lucide icon. */
  readonly icon: string;
  readonly category: 'sources' | 'flow' | 'transform' | 'output';
  /** What of the outside it may reach in this workspace, in sentences. */
  readonly permissions?: readonly string[];
  readonly tags: readonly string[];
  readonly inports: readonly PortDefinition[];
  readonly outports: readonly PortDefinition[];
  readonly awaitAllInports?: boolean;
  /** JSON Schema of the config; `Config` is what it lets through, defaults filled. */
  readonly configSchema?: Record<string, unknown>;
  /** How many firings may wait in the instance: more than one only where they pass time together. */
  readonly capacity?: number | ((config: Config) => number);
  /** Called once for each node (C6). Throws for config that cannot be used. */
  create(config: Config, node: InstanceOptions): Behaviour | HoldingBehaviour;
}

/** The namespace of all native components. */
export const nativeNamespace = 'native';

/** Makes a component of the registry from a definition. */
export function nativeComponent<Config>(definition: NativeDefinition<Config>): Component {
  const { name, icon, category } = definition;
  const configSchema = definition.configSchema ?? null;
  const description: ComponentDescription = {
    id: name,
    name,
    namespace: nativeNamespace,
    kind: 'native',
    badge: 'native',
    description: definition.description,
    inports: [...definition.inports],
    outports: [...definition.outports],
    configSchema,
    tags: [...definition.tags],
    category,
    version: '1.0.0',
    awaitAllInports: definition.awaitAllInports ?? null,
    icon,
    file: null,
    line: null,
    ...(definition.permissions ? { permissions: [...definition.permissions] } : {}),
  };
  return {
    description,
    async createInstance(options: InstanceOptions) {
      const refuse = (reason: string): never => {
        throw new AppError('invalidParams', `The config of ${options.actorId} (${name}) does not fit: ${reason}`);
      };
      const config = withDefaults(configSchema, withoutWholeFloats(options.config) as Metadata);
      const problems = configProblems(configSchema, config);
      if (problems.length > 0) refuse(problems.join(' '));
      try {
        const { capacity = 1 } = definition;
        return new NativeInstance(
          definition.create(config as Config, options),
          typeof capacity === 'number' ? capacity : capacity(config as Config),
        );
      } catch (error) {
        return refuse((error as Error).message);
      }
    },
  };
}

/** An inport that needs a message. */
export function inport(name: string, description: string, type: PortType = anyType): PortDefinition {
  return { name, port_type: type, required: true, description };
}

/** An inport that may stay without a message. */
export function optionalInport(name: string, description: string, type: PortType = anyType): PortDefinition {
  return { name, port_type: type, required: false, description };
}

/** An outport. */
export function outport(name: string, description: string, type: PortType = anyType): PortDefinition {
  return { name, port_type: type, required: false, description };
}

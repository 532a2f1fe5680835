import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import { isMetadata, type Metadata } from '#shared/graph/graph.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import { own } from '#shared/graph/own.ts';
import { whyNotAssignable } from '#shared/actor/portType.ts';
import type { GraphSource } from '../../registry/graph/graphComponent.ts';
import { findGraph } from './findGraph.ts';
import { innerPortType, type GraphInterfaces } from './interfaces.ts';

/** A graph among those of a workspace. */
export interface Member {
  /** Its node in the composed graph: its name, or its qualified name where another has that name. */
  readonly id: string;
  readonly source: GraphSource;
  readonly interfaces: GraphInterfaces;
}

/** An end of an external connection: a port of a node inside a graph. */
export interface InnerEnd {
  readonly member: Member;
  readonly process: string;
  readonly port: string;
}

interface Surroundings {
  readonly sources: readonly GraphSource[];
  readonly components: ComponentLookup;
  /** Undefined for a graph that is part of another. */
  memberOf(source: GraphSource): Member | undefined;
}

/** What an external connection of a graph joins (G6), or why it joins nothing. */
export function readExternal(
  written: unknown,
  owner: Member,
  { sources, components, memberOf }: Surroundings,
): { from: InnerEnd; to: InnerEnd } | GraphProblem {
  const text = textsOf(written);
  const problem = (why: string, fix: string): GraphProblem => {
    const name = `External connection ${text('connectionId') || `to ${text('targetGraph')}`} of ${owner.id}`;
    return { severity: 'error', message: `${name}: ${why}.`, fix };
  };
  const target = findGraph(sources, text('targetGraph'), text('targetNamespace') || undefined);
  const member = target && memberOf(target);
  if (!member)
    return problem(
      target ? `${text('targetGraph')} is part of another graph` : `there is no graph ${text('targetGraph')}`,
      'Name a graph of the workspace as targetGraph.',
    );
  const from = innerEnd(owner, text('fromProcess') || text('fromNode'), text('fromPort'), 'provided');
  const to = innerEnd(member, text('toProcess') || text('toNode'), text('toPort'), 'required');
  const output = innerPortType(owner.source.graph, from.process, from.port, 'outports', components);
  const input = innerPortType(member.source.graph, to.process, to.port, 'inports', components);
  if (!output)
    return problem(`${owner.id} has no outport ${from.process}.${from.port}`, 'Change fromProcess or fromPort.');
  if (!input) return problem(`${member.id} has no inport ${to.process}.${to.port}`, 'Change toProcess or toPort.');
  const misfit = whyNotAssignable(output, input);
  if (misfit !== undefined) return problem(misfit, 'Put a node between that converts it.');
  return { from, to };
}

/** Reads keys in camelCase or snake_case (G2); what is no text is empty. */
function textsOf(written: unknown): (camel: string) => string {
  const external: Metadata = isMetadata(written) ? written : {};
  return (camel) => {
    const snake = camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const value = external[camel] ?? external[snake];
    return typeof value === 'string' ? value : '';
  };
}

/** A node and its port, or an interface by its name alone. */
function innerEnd(member: Member, process: string, port: string, side: 'provided' | 'required'): InnerEnd {
  if (own(member.source.graph.processes, process)) return { member, process, port };
  const named = member.interfaces[side].find(({ name }) => name === port || name === process);
  return named ? { member, process: named.process, port: named.port } : { member, process, port };
}

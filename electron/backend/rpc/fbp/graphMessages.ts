import { connectionName, type Connection, type EdgeEnd, type GraphNode, type Group } from '#shared/graph/graph.ts';
import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import { initialValue } from '#shared/graph/initialPacket.ts';
import type { FbpMessage } from './fbpMessage.ts';
import { toFbpMetadata } from '#shared/graph/fbpMetadata.ts';

/** A component's name as clients write it. */
export type NameComponent = (component: string) => string;

/** What FBP clients hear of edits to a graph, whoever made them. Properties of a graph have no message. */
export function messagesOf(graph: string, edits: readonly GraphEdit[], nameOf: NameComponent): FbpMessage[] {
  return edits.flatMap((edit) => {
    switch (edit.kind) {
      case 'node':
        return nodeMessages(graph, edit.before, edit.after, nameOf);
      case 'connection':
        return connectionMessages(graph, edit.before, edit.after);
      case 'group':
        return groupMessages(graph, edit.before, edit.after);
      case 'port':
        return portMessages(graph, edit.side === 'inports' ? 'inport' : 'outport', edit.name, edit.before, edit.after);
      case 'property':
        return [];
    }
  });
}

export function graphMessage(command: string, payload: Readonly<Record<string, unknown>>): FbpMessage {
  return { protocol: 'graph', command, payload };
}

/** `{node, port, index?}`. */
export function endOf({ nodeId, portId, index }: EdgeEnd) {
  return { node: nodeId, port: portId, ...(index === null ? {} : { index }) };
}

function nodeMessages(
  graph: string,
  before: GraphNode | null,
  after: GraphNode | null,
  nameOf: NameComponent,
): FbpMessage[] {
  if (before && after && before.component === after.component)
    return [graphMessage('changenode', { id: after.id, metadata: toFbpMetadata(after.metadata), graph })];
  const messages: FbpMessage[] = [];
  if (before) messages.push(graphMessage('removenode', { id: before.id, graph }));
  if (after) {
    const { id, component, metadata } = after;
    messages.push(
      graphMessage('addnode', { id, component: nameOf(component), metadata: toFbpMetadata(metadata), graph }),
    );
  }
  return messages;
}

function connectionMessages(graph: string, before: Connection | null, after: Connection | null): FbpMessage[] {
  const isSame = before && after && before.from && connectionName(before) === connectionName(after);
  if (isSame) return [graphMessage('changeedge', { ...endsOf(after), metadata: toFbpMetadata(after.metadata), graph })];
  const messages: FbpMessage[] = [];
  if (before) messages.push(graphMessage(before.from ? 'removeedge' : 'removeinitial', { ...endsOf(before), graph }));
  if (after) {
    const metadata = toFbpMetadata(after.metadata);
    messages.push(graphMessage(after.from ? 'addedge' : 'addinitial', { ...endsOf(after), metadata, graph }));
  }
  return messages;
}

function endsOf(connection: Connection) {
  const { from, to } = connection;
  return { src: from ? endOf(from) : { data: initialValue(connection) }, tgt: endOf(to) };
}

function groupMessages(graph: string, before: Group | null, after: Group | null): FbpMessage[] {
  const same = before && after && before.id === after.id && before.nodes.join('\n') === after.nodes.join('\n');
  if (same) return [graphMessage('changegroup', { name: after.id, metadata: toFbpMetadata(after.metadata), graph })];
  const messages: FbpMessage[] = [];
  if (before) messages.push(graphMessage('removegroup', { name: before.id, graph }));
  if (after)
    messages.push(
      graphMessage('addgroup', { name: after.id, nodes: after.nodes, metadata: toFbpMetadata(after.metadata), graph }),
    );
  return messages;
}

function portMessages(
  graph: string,
  kind: 'inport' | 'outport',
  name: string,
  before: EdgeEnd | null,
  after: EdgeEnd | null,
): FbpMessage[] {
  const messages: FbpMessage[] = [];
  if (before) messages.push(graphMessage(`remove${kind}`, { public: name, graph }));
  if (after) {
    const metadata = Object.keys(after.metadata).length > 0 ? { metadata: after.metadata } : {};
    messages.push(
      graphMessage(`add${kind}`, { public: name, node: after.nodeId, port: after.portId, ...metadata, graph }),
    );
  }
  return messages;
}

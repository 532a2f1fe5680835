import type { ComponentDescription } from '#shared/actor/actor.ts';
import { nodeConfig, nodeTitle, type Graph } from '#shared/graph/graph.ts';
import { writePlain } from '#shared/message/json.ts';
import { commentsOf } from './comments.ts';
import { groupName } from './groupSteps.ts';

/** What a search led to, and the words in which it was found. */
export interface Finding {
  readonly kind: 'node' | 'comment' | 'group';
  readonly id: string;
}

/**
 * Nodes, comments and groups of a graph that hold every word of the search (E1): in a node's title, id, component, ports or config, a
 * comment's text, a group's name. Titles that hold it come first, then what holds it elsewhere, each in the graph's order.
 */
export function findInGraph(
  graph: Graph,
  components: ReadonlyMap<string, ComponentDescription>,
  search: string,
): Finding[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const holds = (text: string): boolean => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
  const byTitle: Finding[] = [];
  const elsewhere: Finding[] = [];
  for (const node of Object.values(graph.processes)) {
    const component = components.get(node.component);
    const ports = [...(component?.inports ?? []), ...(component?.outports ?? [])].map((port) => port.name);
    const title = nodeTitle(node);
    if (holds(title)) byTitle.push({ kind: 'node', id: node.id });
    else if (holds([title, node.id, node.component, ...ports, writePlain(nodeConfig(node))].join(' ')))
      elsewhere.push({ kind: 'node', id: node.id });
  }
  for (const group of graph.groups) if (holds(groupName(group))) byTitle.push({ kind: 'group', id: group.id });
  for (const comment of commentsOf(graph)) if (holds(comment.text)) elsewhere.push({ kind: 'comment', id: comment.id });
  return [...byTitle, ...elsewhere];
}

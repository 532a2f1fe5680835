import { isAssignable, type PortType } from '#shared/actor/portType.ts';
import type { SuggestedConnection } from '#shared/rpc/results.ts';
import type { GraphInterface } from './interfaces.ts';

/** Suggestions below or at this are not made. */
const leastConfidence = 0.5;
const confidenceOf = { sameType: 0.8, compatible: 0.6, unknown: 0.3, similarName: 0.2 } as const;

/** A graph of a composition by its node's id, with its interfaces. */
export interface ComposedGraph {
  readonly id: string;
  readonly provided: readonly GraphInterface[];
  readonly required: readonly GraphInterface[];
}

/** Which outputs of graphs might feed which inputs of others (G6), the surest first. */
export function suggestConnections(graphs: readonly ComposedGraph[]): SuggestedConnection[] {
  const suggestions: SuggestedConnection[] = [];
  for (const from of graphs)
    for (const output of from.provided)
      for (const to of graphs)
        for (const input of from === to ? [] : to.required) {
          const confidence = confidenceIn(output, input);
          if (confidence > leastConfidence)
            suggestions.push({
              ...{ fromGraph: from.id, fromInterface: output.name, toGraph: to.id, toInterface: input.name },
              confidence,
            });
        }
  return suggestions.sort((one, other) => other.confidence - one.confidence);
}

/** 0 where the types do not fit. */
export function confidenceIn(
  output: Pick<GraphInterface, 'name' | 'type'>,
  input: Pick<GraphInterface, 'name' | 'type'>,
): number {
  const byType = typeConfidence(output.type, input.type);
  if (byType === 0) return 0;
  const all = byType + (areSimilar(output.name, input.name) ? confidenceOf.similarName : 0);
  return Math.round(all * 100) / 100;
}

function typeConfidence(output: PortType, input: PortType): number {
  if (output.type === 'any' || input.type === 'any') return confidenceOf.unknown;
  if (JSON.stringify(output) === JSON.stringify(input)) return confidenceOf.sameType;
  return isAssignable(output, input) ? confidenceOf.compatible : 0;
}

/** Names that are the same but for spelling, that contain one another, or of which most letters agree. */
export function areSimilar(one: string, other: string): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (a === '' || b === '') return false;
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.includes(short)) return true;
  return 1 - editDistance(a, b) / long.length >= 0.7;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at++) {
    const next = [at];
    for (let to = 1; to <= other.length; to++)
      next.push(Math.min(row[to]! + 1, next[to - 1]! + 1, row[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1)));
    row = next;
  }
  return row[other.length]!;
}

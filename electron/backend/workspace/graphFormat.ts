import path from 'node:path';
import { parse as parseYaml, stringify as stringifyYaml, type ScalarTag, type Tags } from 'yaml';
import { withMetadata } from '#shared/graph/exactMetadata.ts';
import type { Graph, Metadata } from '#shared/graph/graph.ts';
import { initialData } from '#shared/graph/initialPacket.ts';
import { GraphFormatError, readGraph } from '#shared/graph/readGraph.ts';
import { graphJson, writeGraph } from '#shared/graph/writeGraph.ts';
import { parseExactJson } from '#shared/message/json.ts';
import { holdsWholeFloats, WholeFloat, withoutWholeFloats, withWholeFloats } from '#shared/message/wholeFloat.ts';
import { AppError } from '#shared/rpc/errors.ts';

const yamlFile = /\.ya?ml$/i;

/** Files that are graphs (G1). */
export const graphPatterns = ['**/*.graph.json', '**/*.graph.yaml', '**/*.graph.yml'];

/** Whether a path is that of a graph file. */
export function isGraphFile(file: string): boolean {
  return /\.graph\.(json|ya?ml)$/i.test(file);
}

/** `weather` for `flows/weather.graph.json`. */
export function graphStem(file: string): string {
  return path.basename(file).replace(/(\.graph)?\.(json|ya?ml)$/i, '');
}

/**
 * Reads a graph file's text.
 * @throws AppError `invalidParams` with the file, the place and what to do
 */
export function parseGraphText(fileText: string, file: string): Graph {
  const text = fileText.replace(/^\uFEFF/, '');
  try {
    const document: unknown = yamlFile.test(file)
      ? parseYaml(text, exactInteger, { intAsBigInt: true, customTags })
      : parseExactJson(text);
    if (isDeeperThan(deepest, document)) throw new GraphFormatError(tooDeep);
    return withFloats(readGraph(withoutWholeFloats(document), graphStem(file)), document as WrittenGraph);
  } catch (error) {
    const why = error instanceof GraphFormatError ? error.message : whyUnreadable(text, error as Error);
    throw new AppError('invalidParams', `${file} is not a graph: ${why} Mend the file, or open another.`, undefined, {
      cause: error,
    });
  }
}

/** The text of a graph in the format of its file. */
export function formatGraph(graph: Graph, file: string): string {
  return yamlFile.test(file)
    ? stringifyYaml(graphJson(graph), { aliasDuplicateObjects: false, customTags })
    : writeGraph(graph);
}

/** What a document certainly is once `readGraph` has read it. */
interface WrittenGraph {
  readonly processes?: Readonly<Record<string, { readonly id?: unknown; readonly metadata?: unknown }>> | null;
  readonly connections?: readonly { readonly data?: unknown }[] | null;
}

/** The metadata of nodes and initial packets keep floats that are whole (M3); all else in a graph is plain. */
function withFloats(graph: Graph, document: WrittenGraph): Graph {
  if (!holdsWholeFloats(document)) return graph;
  const processes = { ...graph.processes };
  for (const [key, { id, metadata }] of Object.entries(document.processes ?? {})) {
    const node = processes[typeof id === 'string' && id !== '' ? id : key]!;
    processes[node.id] = withMetadata(node, withWholeFloats(node.metadata, metadata) as Metadata);
  }
  const connections = graph.connections.map((connection, index) =>
    connection.from ? connection : { ...connection, ...initialData(document.connections?.[index]?.data) },
  );
  return { ...graph, processes, connections };
}

/** Floats of YAML that are whole. */
const wholeFloatTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?=.*[.eE])(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: (text) => (Number.isInteger(Number(text)) ? WholeFloat.of(Number(text)) : Number(text)),
  identify: (value) => value instanceof WholeFloat,
  stringify: ({ value }) => (value as WholeFloat).text,
};
const customTags = (tags: Tags): Tags => [wholeFloatTag, ...tags];

/** Integers are numbers as long as that is exact (M3). */
function exactInteger(_key: unknown, value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** How many values may lie inside one another: more than that only somebody writes who means harm. */
const deepest = 500;
const tooDeep = `it is nested more than ${deepest} deep.`;

function isDeeperThan(limit: number, value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= limit; depth++) {
    level = level.flatMap((one): unknown[] => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}

/** The parser's first line, which has all but the drawing. */
function whyUnreadable(text: string, error: Error): string {
  if (error.message.startsWith('Maximum call stack')) return tooDeep;
  return `${error.message.split('\n', 1)[0]!.replace(/:$/, '')}${placeIn(text, error)}`;
}

/** ` (line 3, column 7).`, from the position that JSON.parse names. */
function placeIn(text: string, error: Error): string {
  const position = /position (\d+)/.exec(error.message);
  if (!position) return /[.)]$/.test(error.message) ? '' : '.';
  const before = text.slice(0, Number(position[1])).split('\n');
  return ` (line ${before.length}, column ${before.at(-1)!.length + 1}).`;
}

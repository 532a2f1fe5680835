import { isMetadata, type Graph, type Metadata } from '#shared/graph/graph.ts';
import type { GraphEdit, GraphStep } from '#shared/graph/graphEdit.ts';
import type { Point } from './point.ts';

/** A note on the canvas (E1), kept under `properties.studio.comments` (G3); places and sizes in canvas units. */
export interface Comment extends Point {
  readonly id: string;
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** The size of a new comment. */
export const commentSize = { width: 240, height: 96 };
const smallest = { width: 96, height: 48 };

/** The graph's comments; what is no comment is left out. The same graph gives the same objects where they were complete. */
export function commentsOf(graph: Graph): Comment[] {
  const { comments } = studioOf(graph);
  return Array.isArray(comments) ? comments.flatMap((comment) => readComment(comment) ?? []) : [];
}

/** A comment from data of the outside, as the clipboard's; undefined when it is none. */
export function readComment(value: unknown): Comment | undefined {
  const comment = value as Partial<Comment> | null;
  if (typeof comment?.id !== 'string' || typeof comment.x !== 'number' || typeof comment.y !== 'number')
    return undefined;
  const isWhole =
    typeof comment.text === 'string' && typeof comment.width === 'number' && typeof comment.height === 'number';
  return isWhole ? (comment as Comment) : ({ ...commentSize, text: '', ...comment } as Comment);
}

/** A new comment with its upper left corner at a place. */
export function addComment(graph: Graph, at: Point, text = ''): GraphStep & { id: string } {
  const comment = { id: freeId(commentsOf(graph)), text, x: Math.round(at.x), y: Math.round(at.y), ...commentSize };
  return { ...step(graph, 'Add a comment', [...commentsOf(graph), comment]), id: comment.id };
}

/** Another text or size. */
export function changeComment(
  graph: Graph,
  id: string,
  change: Partial<Pick<Comment, 'text' | 'width' | 'height'>>,
  label = 'Edit a comment',
): GraphStep {
  const before = commentsOf(graph);
  const after = before.map((comment) => {
    if (comment.id !== id) return comment;
    const changed = { ...comment, ...change };
    return { ...changed, ...commentSizeOf(changed) };
  });
  const isSame = after.every((comment, index) => sameComment(comment, before[index]!));
  return isSame ? { label, edits: [] } : step(graph, label, after);
}

/** The nearest size that a comment can have, in whole canvas units. */
export function commentSizeOf({ width, height }: Pick<Comment, 'width' | 'height'>): { width: number; height: number } {
  return {
    width: Math.max(smallest.width, Math.round(width)),
    height: Math.max(smallest.height, Math.round(height)),
  };
}

/** The edits that leave a graph with these comments; none when it has them already. */
export function commentEdits(graph: Graph, comments: readonly Comment[]): GraphEdit[] {
  const before = commentsOf(graph);
  if (before.length === comments.length && before.every((one, index) => sameComment(one, comments[index]!))) return [];
  return step(graph, '', comments).edits;
}

/** `comment 1`, `comment 2` …: the first that is free. */
export function freeId(comments: readonly Pick<Comment, 'id'>[]): string {
  const taken = new Set(comments.map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`comment ${number}`)) return `comment ${number}`;
}

function sameComment(a: Comment, b: Comment): boolean {
  return (['id', 'text', 'x', 'y', 'width', 'height'] as const).every((key) => a[key] === b[key]);
}

function studioOf(graph: Graph): Metadata {
  const { studio } = graph.properties;
  return isMetadata(studio) ? studio : {};
}

function step(graph: Graph, label: string, comments: readonly Comment[]): GraphStep {
  const { comments: _, ...others } = studioOf(graph);
  const studio: Metadata = comments.length > 0 ? { ...others, comments: comments as unknown as Metadata[] } : others;
  const after = Object.keys(studio).length > 0 ? studio : undefined;
  return { label, edits: [{ kind: 'property', name: 'studio', before: graph.properties['studio'], after }] };
}

import type { Box } from '../box.ts';

/** Lines along which what is dragged lies flush with something else, in canvas units; null when there is none that way. */
export interface Guides {
  /** An upright line. */
  readonly x: { readonly at: number; readonly from: number; readonly to: number } | null;
  /** A level line. */
  readonly y: { readonly at: number; readonly from: number; readonly to: number } | null;
}

export interface Alignment {
  /** How far the dragged box goes to lie flush. */
  readonly dx: number;
  readonly dy: number;
  readonly guides: Guides;
}

interface Match {
  shift: number;
  at: number;
  other: Box;
}

/**
 * Where a box that is being dragged comes to lie flush with others (E1): by its edges or its middle, each way for itself.
 * @param reach how near it must be, in canvas units
 */
export function align(dragged: Box, others: Iterable<Box>, reach: number): Alignment {
  let x: Match | undefined;
  let y: Match | undefined;
  for (const other of others) {
    x = nearer(x, edgesX(dragged), edgesX(other), other, reach);
    y = nearer(y, edgesY(dragged), edgesY(other), other, reach);
  }
  const dx = x?.shift ?? 0;
  const dy = y?.shift ?? 0;
  return {
    dx,
    dy,
    guides: {
      x: x ? { at: x.at, ...span(dragged.y + dy, dragged.height, x.other.y, x.other.height) } : null,
      y: y ? { at: y.at, ...span(dragged.x + dx, dragged.width, y.other.x, y.other.width) } : null,
    },
  };
}

function edgesX({ x, width }: Box): number[] {
  return [x, x + width / 2, x + width];
}

function edgesY({ y, height }: Box): number[] {
  return [y, y + height / 2, y + height];
}

/** Like edge to like edge: left to left, middle to middle. */
function nearer(
  best: Match | undefined,
  own: readonly number[],
  theirs: readonly number[],
  other: Box,
  reach: number,
): Match | undefined {
  let found = best;
  for (let index = 0; index < own.length; index++) {
    const shift = theirs[index]! - own[index]!;
    if (Math.abs(shift) <= reach && (!found || Math.abs(shift) < Math.abs(found.shift)))
      found = { shift, at: theirs[index]!, other };
  }
  return found;
}

function span(start: number, length: number, otherStart: number, otherLength: number): { from: number; to: number } {
  return { from: Math.min(start, otherStart), to: Math.max(start + length, otherStart + otherLength) };
}

/** The smallest box around all; undefined for none. */
export function boxAround(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

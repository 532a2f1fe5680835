import type { SeenElement } from './seenElements.ts';

/** How a window looked in one situation. */
export interface Look {
  elements: SeenElement[];
  /** `coarsePicture`, as hexadecimal digits. */
  picture: string;
}

/** Pixels by which a box may differ: another machine's letters are a little wider or narrower. */
const nearness = 12;
/** By how much, of 255, a tile of the picture may differ, and all of them on average. */
const tileTolerance = 48;
const averageTolerance = 6;

/**
 * What is different, in sentences; empty where two looks are alike. Elements, their order, texts, colours and type must be the same,
 * boxes nearly, and the picture roughly, so that smoothing of edges does not count and a panel that is gone does.
 */
export function differences(expected: Look, seen: Look): string[] {
  return [...elementDifferences(expected.elements, seen.elements), ...pictureDifferences(expected, seen)];
}

function elementDifferences(expected: readonly SeenElement[], seen: readonly SeenElement[]): string[] {
  const [were, are] = [keyed(expected), keyed(seen)];
  const gone = [...were.keys()].filter((key) => !are.has(key)).map((key) => `Gone: ${key}`);
  const added = [...are.keys()].filter((key) => !were.has(key)).map((key) => `New: ${key}`);
  const changed = [...were].flatMap(([key, before]) => {
    const now = are.get(key);
    if (!now) return [];
    const isMoved = before.box.some((side, index) => Math.abs(side - now.box[index]!) > nearness);
    return [
      ...(isMoved ? [`Moved: ${key} from ${before.box.join(',')} to ${now.box.join(',')}`] : []),
      ...(before.look === now.look ? [] : [`Changed: ${key} from ${before.look} to ${now.look}`]),
    ];
  });
  return [...gone, ...added, ...changed];
}

/** By what they are; several of one kind and name by their order. */
function keyed(elements: readonly SeenElement[]): Map<string, SeenElement> {
  const result = new Map<string, SeenElement>();
  const counts = new Map<string, number>();
  for (const element of elements) {
    const count = (counts.get(element.what) ?? 0) + 1;
    counts.set(element.what, count);
    result.set(count === 1 ? element.what : `${element.what} (${count})`, element);
  }
  return result;
}

function pictureDifferences(expected: Look, seen: Look): string[] {
  const [before, now] = [tilesOf(expected.picture), tilesOf(seen.picture)];
  if (before.length !== now.length) return ['The picture has another size.'];
  const apart = before.map((value, index) => Math.abs(value - now[index]!));
  const average = apart.reduce((sum, one) => sum + one, 0) / apart.length;
  // One tile may hold what moved within the boxes' nearness; several are a part of the window.
  const tiles = apart.filter((one) => one > tileTolerance).length;
  return average > averageTolerance || tiles > 12
    ? [`The picture differs by ${average.toFixed(1)} on average, and much in ${tiles} places.`]
    : [];
}

function tilesOf(picture: string): number[] {
  return [...(picture.match(/../g) ?? [])].map((digits) => Number.parseInt(digits, 16));
}

export function pictureText(tiles: readonly number[]): string {
  return tiles.map((value) => value.toString(16).padStart(2, '0')).join('');
}

/** Text of a frame from this length on is looked through in slices before it is parsed: parsing holds up everybody else. */
export const largeFrame = 64 * 1024;
/** Characters between two chances for others. */
const sliceLength = 16 * 1024;

/** What a frame's text holds, without its having been parsed. */
export interface FrameOutline {
  /** Values of all kinds, at all depths: about what parsing costs. */
  readonly values: number;
  /** The object `params.payload` of a single request, or the object or array `params.data`: what goes on to an actor as it was written. */
  readonly member: OutlinedMember | undefined;
  /** The items of a batch; undefined when it is none. */
  readonly items: readonly OutlinedItem[] | undefined;
}

/** Where a member of the params begins and ends. */
export interface OutlinedMember {
  readonly name: 'payload' | 'data';
  readonly start: number;
  readonly end: number;
}

/** Where an item of a batch begins and ends, and how many values it holds. */
export interface OutlinedItem {
  readonly start: number;
  readonly end: number;
  readonly values: number;
}

const space = /[ \t\n\r]*/y;
/** What stands in a string; not endlessly much at once, since looking for it takes memory. */
const stringText = /[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*){0,1000}/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const [object, array] = [1, 2];
const memberNames = ['payload', 'data'] as const;

/**
 * Looks through JSON text. Yields now and then, so that whoever runs it can let others have turns.
 * @param mostItems of a batch that are of interest: where more than these lie is not told
 * @returns undefined for text that is no JSON (as `JSON.parse` says it, too)
 */
export function* outline(text: string, mostItems: number): Generator<void, FrameOutline | undefined> {
  let values = 0;
  let open = new Uint8Array(64);
  let depth = 0;
  let at = 0;
  let nextPause = sliceLength;
  let inParams = false;
  let begun: Omit<OutlinedMember, 'end'> | undefined;
  let member: OutlinedMember | undefined;
  let items: OutlinedItem[] | undefined;
  let itemStart = 0;
  let valuesBefore = 1;

  const skip = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    const length = pattern.test(text) ? pattern.lastIndex - at : 0;
    at += length;
    return length;
  };
  const skipString = (): boolean => {
    if (text[at] !== '"') return false;
    at++;
    while (skip(stringText) > 0);
    return text[at++] === '"';
  };
  /** A key, its colon and what stands before the value; false when there is none. */
  const skipKey = (): boolean => {
    const start = at;
    if (!skipString()) return false;
    if (depth === 1) {
      inParams = isKey(text, start, at, 'params');
      if (inParams) member = undefined;
    }
    const isMember = depth === 2 && inParams && open[0] === object;
    const name = isMember ? memberNames.find((each) => isKey(text, start, at, each)) : undefined;
    skip(space);
    if (text[at++] !== ':') return false;
    skip(space);
    if (name !== undefined) {
      member = undefined;
      const isMany = text[at] === '{' || (text[at] === '[' && name === 'data');
      begun = isMany ? { name, start: at } : undefined;
    }
    return true;
  };

  for (;;) {
    if (at >= nextPause) {
      nextPause = at + sliceLength;
      yield;
    }
    // A value begins.
    skip(space);
    values++;
    const character = text[at];
    if (depth === 0 && character === '[') items = [];
    if (depth === 1) itemStart = at;
    if (character === '{' || character === '[') {
      if (depth === open.length) {
        const larger = new Uint8Array(2 * depth);
        larger.set(open);
        open = larger;
      }
      open[depth++] = character === '{' ? object : array;
      at++;
      skip(space);
      if (text[at] !== (character === '{' ? '}' : ']')) {
        if (character === '{' && !skipKey()) return undefined;
        continue;
      }
    } else if (character === '"' ? !skipString() : skip(scalar) === 0) return undefined;
    // A value has ended, and perhaps what it is in.
    for (;;) {
      if (at >= nextPause) {
        nextPause = at + sliceLength;
        yield;
      }
      if (depth === 1 && itemStart > 0 && items && items.length <= mostItems) {
        items.push({ start: itemStart, end: at, values: values - valuesBefore });
        valuesBefore = values;
      }
      skip(space);
      if (depth === 0) return at === text.length ? { values, member, items } : undefined;
      const inside = open[depth - 1];
      if (text[at] === ',') {
        at++;
        skip(space);
        if (inside === object && !skipKey()) return undefined;
        break;
      }
      if (text[at] !== (inside === object ? '}' : ']')) return undefined;
      at++;
      depth--;
      if (depth === 2 && begun !== undefined && inParams) {
        member = { ...begun, end: at };
        begun = undefined;
      }
    }
  }
}

function isKey(text: string, start: number, end: number, name: string): boolean {
  return end - start <= 6 * name.length + 2 && JSON.parse(text.slice(start, end)) === name;
}

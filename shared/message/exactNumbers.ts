import { endOfString } from './endOfString.ts';
import { setOwn } from './setOwn.ts';
import { WholeFloat } from './wholeFloat.ts';

// Held apart from the global, as in json.ts.
const { parse } = JSON;

/** Sixteen digits before any point: the shortest text in which an integer beyond 2^53 can hide. */
const manyDigits = /(?<![.\d])\d{16}/;
const integer = /^-?\d+$/;
const number = /[-+.\deE]+/y;

/** False for text in which all integers are safe. */
export function mayHoldBigIntegers(text: string): boolean {
  return manyDigits.test(text);
}

type Container = unknown[] | Record<string, unknown>;

/**
 * Parses with big integers as `bigint` and, with `floats`, floats that are whole as `WholeFloat`. `JSON.parse` says only whether it is JSON:
 * of numbers it does not tell how they were written. Nothing here calls itself, so that no nesting is too deep.
 * @throws SyntaxError
 */
export function parseExactNumbers(text: string, floats: boolean): unknown {
  parse(text);
  const top: unknown[] = [];
  const around: Container[] = [];
  let into: Container = top;
  let key: string | undefined;
  const put = (value: unknown): void => {
    if (Array.isArray(into)) into.push(value);
    else setOwn(into, key!, value);
    key = undefined;
  };
  const open = (container: Container): void => {
    put(container);
    around.push(into);
    into = container;
  };
  for (let at = 0; at < text.length;) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        const string = readString(text, at, end);
        if (key === undefined && !Array.isArray(into)) key = string;
        else put(string);
        at = end;
        break;
      }
      case '{':
        open({});
        at++;
        break;
      case '[':
        open([]);
        at++;
        break;
      case '}':
      case ']':
        into = around.pop()!;
        at++;
        break;
      case 't':
        put(true);
        at += 4;
        break;
      case 'f':
        put(false);
        at += 5;
        break;
      case 'n':
        put(null);
        at += 4;
        break;
      case ',':
      case ':':
      case ' ':
      case '\n':
      case '\r':
      case '\t':
        at++;
        break;
      default:
        number.lastIndex = at;
        number.test(text);
        put(readNumber(text.slice(at, number.lastIndex), floats));
        at = number.lastIndex;
    }
  }
  return top[0];
}

function readString(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end - 1);
  return inside.includes('\\') ? (parse(text.slice(start, end)) as string) : inside;
}

function readNumber(digits: string, floats: boolean): number | bigint | WholeFloat {
  const value = Number(digits);
  // So many digits that they are no number in JavaScript are an integer all the same.
  if (!Number.isSafeInteger(value) && integer.test(digits)) return BigInt(digits);
  return floats && Number.isInteger(value) && !integer.test(digits) ? new WholeFloat(digits) : value;
}

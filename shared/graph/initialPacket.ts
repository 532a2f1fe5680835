import { parseExactJson } from '../message/json.ts';
import type { Value } from '../message/message.ts';
import { holdsWholeFloats, withoutWholeFloats } from '../message/wholeFloat.ts';
import { writeJsonText } from '../message/jsonText.ts';
import type { Connection } from './graph.ts';

/** What a connection holds of an initial packet's value, given as `parseExactJson` reads it. */
export function initialData(exact: unknown): Pick<Connection, 'data' | 'dataText'> {
  if (!holdsWholeFloats(exact)) return { data: exact as Value };
  return { data: withoutWholeFloats(exact) as Value, dataText: writeJsonText(exact) };
}

/** The value of an initial packet as it was written: whole floats are `WholeFloat`. A text of other data is out of date. */
export function initialValue({ data = null, dataText }: Connection): Value {
  if (dataText === undefined) return data;
  const exact = parseExactJson(dataText);
  return writeJsonText(withoutWholeFloats(exact)) === writeJsonText(data) ? (exact as Value) : data;
}

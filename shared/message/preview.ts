import type { Message, MessageType, Value } from './message.ts';
import { WholeFloat } from './wholeFloat.ts';

/** A value cut down for showing. The whole of it is fetched with `network.value`. */
export interface ValuePreview {
  type: MessageType;
  /** A few words for a chip: `12.5`, `"rain"`, `[1 204]`, `{6}`. */
  chip: string;
  /** The message's JSON text (plain form), cut to `previewBytes`; `truncated` says whether it was. */
  json: string;
  truncated: boolean;
  /** Size of the whole JSON text in bytes. */
  bytes: number;
}

/** Longest JSON text in a preview, in bytes. */
export const previewBytes = 4096;

/** Cuts a message down for showing; `json` is its whole text in plain form. */
export function previewOf(message: Message, json: string): ValuePreview {
  const truncated = json.length > previewBytes;
  // Python writes a float with a point, which a number here does not have where it is whole.
  const isWholeFloat = Number.isInteger(message.data) && /[.eE]/.test(json);
  return {
    type: message.type === 'Integer' && isWholeFloat ? 'Float' : message.type,
    chip: chipOf(isWholeFloat ? new WholeFloat(json) : message.data),
    json: truncated ? json.slice(0, previewBytes) : json,
    truncated,
    bytes: json.length,
  };
}

const chipLength = 18;

/** A value in a few words: `12.5`, `250.0`, `"rain"`, `[1 204]`, `{6}` (UI.md). */
export function chipOf(value: Value | WholeFloat): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof WholeFloat) return wholeFloatChip(Number(value.text));
  if (typeof value === 'number')
    return Number.isInteger(value) ? grouped(String(value)) : String(Number(value.toPrecision(6)));
  if (typeof value === 'bigint') return grouped(value.toString());
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `${grouped(String(value.length))} bytes`;
  if (Array.isArray(value)) return `[${grouped(String(value.length))}]`;
  return `{${grouped(String(Object.keys(value).length))}}`;
}

function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `"${line.length > chipLength ? `${line.slice(0, chipLength - 1)}…` : line}"`;
}

function wholeFloatChip(value: number): string {
  if (!Number.isSafeInteger(value)) return Number(value.toPrecision(6)).toExponential();
  return `${Object.is(value, -0) ? '-0' : grouped(String(value))}.0`;
}

/** Thin spaces between thousands. */
function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+$)/g, '\u2009');
}

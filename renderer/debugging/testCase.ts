import { parseJson } from '#shared/message/json.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';

/** A message that went into an inport, and what came of it: JSON texts in plain form. */
export interface ObservedFiring {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly port: string;
  readonly json: string;
  readonly outputs: readonly { readonly port: string; readonly json: string }[];
}

/**
 * The text of a test file with one more case: what was observed is what is expected (E6).
 * @param present the file's text; undefined where there is none yet
 * @throws SyntaxError when the present text is no JSON
 */
export function withTestCase(present: string | undefined, observed: ObservedFiring): string {
  const file = (present === undefined ? { cases: [] } : parseJson(present)) as { cases?: unknown[] };
  const outputs: Record<string, unknown[]> = {};
  for (const { port, json } of observed.outputs) (outputs[port] ??= []).push(parseJson(json));
  const added = {
    name: observed.name,
    ...(Object.keys(observed.config).length > 0 ? { config: observed.config } : {}),
    inputs: { [observed.port]: parseJson(observed.json) },
    outputs,
  };
  return `${writeIndented({ ...file, cases: [...(file.cases ?? []), added] })}\n`;
}

/** Messages that a node sent when it took this one. */
export function sentBy(node: string, effects: readonly RunMessage[]): RunMessage[] {
  return effects.filter(({ from }) => from?.node === node);
}

/** As `JSON.stringify` with two spaces, with all digits of big integers. */
function writeIndented(value: unknown): string {
  const digits: string[] = [];
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === 'bigint' ? `\u0001${digits.push(String(item)) - 1}` : item),
    2,
  );
  return text.replace(/"\\u0001(\d+)"/g, (_match, index: string) => digits[Number(index)]!);
}

import { writeIndentedJson } from '#shared/message/indentedJson.ts';
import { parseExactJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';

type JsonByName = Readonly<Record<string, string>>;

/** The messages that went into a node, and what came of it: JSON texts in plain form. */
export interface ObservedFiring {
  readonly name: string;
  /** The component, where the actor's file declares several. */
  readonly actor?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** By inport. */
  readonly inputs: JsonByName;
  /** Keys of the state as they were before. */
  readonly state?: JsonByName | undefined;
  readonly outputs: readonly { readonly port: string; readonly json: string }[];
  /** What it failed with: the case is about failing then. */
  readonly error?: string | undefined;
}

/**
 * The text of a test file with one more case: what was observed is what is expected (E6).
 * @param present the file's text; undefined where there is none yet
 * @throws SyntaxError when the present text is no JSON
 */
export function withTestCase(present: string | undefined, observed: ObservedFiring): string {
  const file = (present === undefined ? { cases: [] } : parseExactJson(present)) as { cases?: unknown[] };
  const outputs: Record<string, unknown[]> = {};
  for (const { port, json } of observed.outputs) (outputs[port] ??= []).push(parseExactJson(json));
  const { name, actor, config, state = {}, error } = observed;
  const added = {
    name,
    ...(Object.keys(config).length > 0 ? { config } : {}),
    ...(Object.keys(state).length > 0 ? { state: parsed(state) } : {}),
    inputs: parsed(observed.inputs),
    outputs,
    ...(error === undefined ? {} : { error }),
  };
  const named = actor === undefined ? file : { actor, ...file };
  return `${writeIndentedJson({ ...named, cases: [...(file.cases ?? []), added] } as unknown as Value)}\n`;
}

function parsed(texts: JsonByName): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([name, json]) => [name, parseExactJson(json)]));
}

/** Messages that a node sent when it took this one. */
export function sentBy(node: string, effects: readonly RunMessage[]): RunMessage[] {
  return effects.filter(({ from }) => from?.node === node);
}

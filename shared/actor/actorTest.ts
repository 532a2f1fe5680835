import { z } from 'zod';
import type { LogLevel } from '../actor/logLevel.ts';

const byName = z.record(z.string(), z.unknown());

/**
 * `NAME.test.json` beside an actor (E5): what goes in and what has to come out. Values are in any JSON form that messages have (M2).
 */
export const actorTestFile = z.strictObject({
  /** The component; the file's own actor where a file of that name declares just one. */
  actor: z.string().min(1).optional(),
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        config: byName.optional(),
        /** The actor's state before. */
        state: byName.optional(),
        /** Messages by inport; several sets are given one after another. */
        inputs: z.union([byName, z.array(byName)]).default({}),
        /** All values by outport, in their order. Without it, any are right. */
        outputs: z.record(z.string(), z.array(z.unknown())).optional(),
        /** Keys of the state afterwards; others are not looked at. */
        stateAfter: byName.optional(),
        /** A part of the failure's text: the case is about failing. */
        error: z.string().optional(),
      }),
    )
    .min(1),
});

export type ActorTestFile = z.output<typeof actorTestFile>;
export type ActorTestCase = ActorTestFile['cases'][number];

/** How one case went. */
export interface ActorTestResult {
  readonly name: string;
  /** What is not as it should be, a sentence each; empty when the case passed. */
  readonly problems: string[];
  readonly logs: { level: LogLevel; text: string; timestamp: number }[];
  readonly milliseconds: number;
}

/** What a case led to: JSON texts in plain form. */
export interface ActorTestOutcome {
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  readonly failures: readonly string[];
  readonly state: ReadonlyMap<string, string>;
}

/**
 * Compares what came out with what a case expects.
 * @param text JSON text of an expected value, in the same plain form as the outcome's
 * @returns a sentence for each difference
 */
export function testProblems(expected: ActorTestCase, outcome: ActorTestOutcome, text: (value: unknown) => string) {
  const problems: string[] = [];
  const { error, outputs, stateAfter } = expected;
  // What did not come out because of a failure is not worth a line each.
  if (error === undefined && outcome.failures.length > 0)
    return outcome.failures.map((failure) => `It failed: ${failure}`);
  if (error !== undefined && !outcome.failures.some((failure) => failure.includes(error)))
    problems.push(
      outcome.failures.length > 0
        ? `It failed with "${outcome.failures[0]}", not with "${error}".`
        : `It did not fail; "${error}" was expected.`,
    );
  for (const port of outputs ? new Set([...Object.keys(outputs), ...outcome.outputs.keys()]) : []) {
    const wanted = (outputs![port] ?? []).map(text);
    const came = outcome.outputs.get(port) ?? [];
    if (wanted.length !== came.length || wanted.some((value, index) => value !== came[index]))
      problems.push(`${port} gave ${list(came)}, not ${list(wanted)}.`);
  }
  for (const [key, value] of Object.entries(stateAfter ?? {})) {
    const is = outcome.state.get(key);
    if (is !== text(value)) problems.push(`State ${key} is ${is ?? 'not there'}, not ${text(value)}.`);
  }
  return problems;
}

function list(texts: readonly string[]): string {
  return texts.length === 0 ? 'nothing' : texts.join(', ');
}

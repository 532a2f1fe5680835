import { z } from 'zod';
import {
  actorTestFile,
  testProblems,
  type ActorTestCase,
  type ActorTestFile,
  type ActorTestResult,
} from '#shared/actor/actorTest.ts';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { withDefaults } from '#shared/actor/configProblems.ts';
import { parseExactJson, parseJson, readValue, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { withoutWholeFloats } from '#shared/message/wholeFloat.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { packetsOfJson, valueOfJson } from '../../channel/packet.ts';
import type { Component } from '../../registry/component.ts';
import type { StateStore } from '../../state/stateStore.ts';
import { StateCopy } from './stateCopy.ts';
import { fireOnce } from './trials.ts';

export interface ActorTestsHost {
  /** @throws AppError `notFound` */
  readFile(path: string): Promise<{ text: string }>;
  descriptions(): readonly Pick<ComponentDescription, 'id' | 'file'>[];
  /** A component on this state. @throws AppError `notFound` */
  component(name: string, state: StateStore): Promise<Component>;
  now(): number;
}

const scope = { namespace: 'tests', actorId: 'tested' };

/** Runs the tests that lie beside actors (E5): each case in an instance of its own, on a state of its own. */
export class ActorTests {
  constructor(private readonly host: ActorTestsHost) {}

  /** @throws AppError `invalidParams` for a file that is no test file or names no actor */
  async run(path: string, signal: AbortSignal): Promise<{ actor: string; results: ActorTestResult[] }> {
    const { text } = await this.host.readFile(path);
    const file = readTests(path, text);
    const actor = file.actor ?? this.actorBeside(path);
    const results: ActorTestResult[] = [];
    for (const one of file.cases) {
      signal.throwIfAborted();
      results.push(await this.runCase(actor, one, signal));
    }
    return { actor, results };
  }

  private async runCase(actor: string, one: ActorTestCase, signal: AbortSignal): Promise<ActorTestResult> {
    const logs: ActorTestResult['logs'] = [];
    const outputs = new Map<string, string[]>();
    const failures: string[] = [];
    let milliseconds = 0;
    await using copy = await StateCopy.empty(scope);
    for (const [key, value] of Object.entries(one.state ?? {}))
      await copy.store.run(scope, ['set', key, valueOfJson(withoutWholeFloats(value))]);
    const component = await this.host.component(actor, copy.store);
    const log = (level: (typeof logs)[number]['level'], line: string, timestamp: number): void =>
      void logs.push({ level, text: line, timestamp });
    try {
      await using instance = await component.createInstance({
        actorId: actor,
        graph: null,
        config: withDefaults(component.description.configSchema, valueOfJson(one.config ?? {}) as Metadata),
        state: scope,
        limits: {},
        environment: {},
        host: { log: (level, line) => log(level, line, this.host.now()), staleCode: () => {} },
        signal,
      });
      for (const inputs of [one.inputs].flat()) {
        const fired = await fireOnce(instance, packetsOfJson(inputs), log, signal);
        for (const { port, json } of fired.outputs)
          outputs.set(port, [...(outputs.get(port) ?? []), comparable(parseJson(json))]);
        if (fired.error) failures.push(`${fired.error.type}: ${fired.error.message}`);
        milliseconds += fired.milliseconds;
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      failures.push(error.message);
    }
    const state = new Map(
      (await copy.changes()).flatMap(({ key, after }) => (after === null ? [] : [[key, comparable(parseJson(after))]])),
    );
    return {
      name: one.name,
      problems: testProblems(one, { outputs, failures, state }, comparable),
      logs,
      milliseconds,
    };
  }

  /** `x.actor.test.json` and `x.test.json` belong to `x.actor.py`, `x.js` and their like. */
  private actorBeside(path: string): string {
    const stem = path.replace(/(\.actor)?\.test\.json$/, '');
    const actors = this.host
      .descriptions()
      .filter(({ file }) => file !== null && file.replace(/(\.actor)?\.\w+$/, '') === stem);
    if (actors.length === 1) return actors[0]!.id;
    const found = actors.length === 0 ? 'no actor' : `${actors.length} actors`;
    throw new AppError('invalidParams', `${path} stands beside ${found}: say which it tests in "actor".`);
  }
}

function readTests(path: string, text: string): ActorTestFile {
  let json: unknown;
  try {
    json = parseExactJson(text);
  } catch (cause) {
    throw new AppError('invalidParams', `${path} is not JSON: ${(cause as Error).message}`, undefined, { cause });
  }
  const read = actorTestFile.safeParse(json);
  if (read.success) return read.data;
  throw new AppError('invalidParams', `${path} is no test file: ${z.prettifyError(read.error)}`);
}

/** JSON text in which equal values are equal: keys in order. */
function comparable(json: unknown): string {
  return writePlain(sorted(readValue(withoutWholeFloats(json))));
}

function sorted(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key]!)]));
}

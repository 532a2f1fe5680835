import type { ActorCase } from './actorCase.ts';
import { awkwardValueCases } from './awkwardValues.ts';
import { failureCases } from './failures.ts';
import { inputCases } from './inputs.ts';
import { loadingCases } from './loading.ts';
import { logCases } from './logs.ts';
import { outputCases } from './outputs.ts';
import { stateCases } from './state.ts';
import { streamCases } from './streams.ts';
import { waitingModuleCases } from './waitingModules.ts';

/** The actor API (A1–A7), written once for all languages and drivers. */
export const actorCases: readonly { about: string; cases: ActorCase[] }[] = [
  { about: '[A1] inputs', cases: inputCases },
  { about: '[A2] outputs', cases: outputCases },
  { about: '[M3] awkward values', cases: awkwardValueCases },
  { about: '[A6] streams', cases: streamCases },
  { about: '[A3] state', cases: stateCases },
  { about: '[A5] logs', cases: logCases },
  { about: '[S9, A4] loading', cases: loadingCases },
  { about: '[D4, S7] modules that wait while they load', cases: waitingModuleCases },
  { about: '[A7] failures', cases: failureCases },
];

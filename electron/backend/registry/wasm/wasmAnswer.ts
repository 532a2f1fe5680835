import { formatSize } from '#shared/actor/limits.ts';
import { parseJson, readMessage } from '#shared/message/json.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { Packet } from '../../channel/packet.ts';
import type { Firing } from '../component.ts';
import type { WasmCode } from './wasmCode.ts';
import { outcomes } from './wasmMessages.ts';

/** What a module answered to a message, or what it said when it failed. */
export interface WasmAnswer {
  readonly firing: Firing;
  /** One of `outcomes`. */
  readonly outcome: number;
  readonly bytes: Buffer;
}

/** Sends what an answer holds on. @returns why the firing failed, if it did */
export function passOn({ firing, outcome, bytes }: WasmAnswer, code: WasmCode): ActorFailure | undefined {
  if (outcome === outcomes.output) return emit(firing, bytes, code);
  const said = bytes.toString('utf8');
  if (outcome === outcomes.error) return failed('Error', said, firing);
  if (outcome === outcomes.outOfMemory) return outOfMemory(firing, code);
  const { component } = code.actor;
  return failed('Trap', `${component} stopped: ${said}. It runs again, anew, with the next message.`, firing);
}

export function outOfMemory(firing: Firing, { actor, limits }: WasmCode): ActorFailure {
  const message = `${actor.component} stopped: out of memory (${formatSize(limits.memory)}). Raise memory in its manifest.`;
  return failed('OutOfMemory', message, firing);
}

export function failed(type: string, message: string, firing: Firing): ActorFailure {
  const [port = null] = firing.inputs.keys();
  return { type, message, stack: '', port };
}

/** An object whose keys are outports is one message for each; anything else goes to the only outport. */
function emit(firing: Firing, bytes: Buffer, { actor }: WasmCode): ActorFailure | undefined {
  if (bytes.length === 0) return undefined;
  const { outports, component } = actor;
  let json: unknown;
  try {
    json = parseJson(bytes.toString('utf8'));
  } catch (error) {
    return failed('OutputError', `${component} answered what is no JSON: ${(error as Error).message}`, firing);
  }
  const isMapping = typeof json === 'object' && json !== null && !Array.isArray(json);
  const entries = isMapping ? Object.entries(json as object) : [];
  if (isMapping && entries.every(([port]) => outports.some(({ name }) => name === port))) {
    for (const [port, value] of entries) firing.emit(port, Packet.ofMessage(readMessage(value)), true);
    return undefined;
  }
  if (outports.length === 1) {
    firing.emit(outports[0]!.name, Packet.ofMessage(readMessage(json)), true);
    return undefined;
  }
  const names = outports.map(({ name }) => name).join(', ');
  return failed('OutputError', `${component} must answer an object with its outports (${names}) as keys.`, firing);
}

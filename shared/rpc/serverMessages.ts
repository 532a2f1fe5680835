import { parseJson } from '../message/json.ts';
import { endOfValue, memberOf, skipSpace, wholeFloat } from '../message/jsonPlaces.ts';
import type { Notifications } from './contract.ts';
import { AppError, type RpcErrorObject } from './errors.ts';

export interface ServerNotification {
  readonly method: string;
  readonly params: object;
}

/** What an actor sent. */
export type SentOutput = Notifications['script_output'] & {
  /** The text of `data`, where parsing it lost that numbers are floats (M3). */
  dataText?: string | undefined;
};

interface ServerAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: RpcErrorObject;
}

export type ServerMessage = ServerNotification | ServerAnswer;

/**
 * What a server sends: answers and notifications, one or several in a frame. Results are as the method says; nobody looks into them here.
 * @throws AppError for what is neither: a client must not end because of its server
 */
export function readMessages(text: string): readonly ServerMessage[] {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    throw new AppError('internalError', 'the server sent what is no JSON', undefined, { cause });
  }
  const messages: readonly unknown[] = Array.isArray(json) ? json : [json];
  if (messages.every(isMessage)) {
    const [first] = messages;
    if (!Array.isArray(json) && first && isOutput(first) && wholeFloat.test(text)) first.params.dataText = dataIn(text);
    return messages;
  }
  throw new AppError('internalError', 'the server sent what is no message of JSON-RPC');
}

function isOutput(message: ServerMessage): message is { method: 'script_output'; params: SentOutput } {
  return 'method' in message && message.method === 'script_output';
}

/** The text of `params.data`. */
function dataIn(text: string): string | undefined {
  const params = memberOf(text, skipSpace(text, 0), 'params');
  const data = params === undefined ? undefined : memberOf(text, params, 'data');
  return data === undefined ? undefined : text.slice(data, endOfValue(text, data));
}

function isMessage(json: unknown): json is ServerMessage {
  if (!isObject(json)) return false;
  const { method, params, error } = json;
  if (method === undefined) return 'result' in json || (isObject(error) && typeof error['message'] === 'string');
  if (typeof method !== 'string' || !isObject(params)) return false;
  if (method === 'script_output') return typeof params['port'] === 'string';
  if (method === 'log') return typeof params['level'] === 'string' && typeof params['text'] === 'string';
  return true;
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null;
}

import { rpcCodes, type RpcErrorObject } from '#shared/rpc/errors.ts';
import { writeJsonText } from '#shared/message/jsonText.ts';

/** JSON-RPC 2.0's frame around calls and answers (R1). */

export type RequestId = string | number | bigint | null;

/** One well-formed request; without an id it is a notification. */
export interface RpcRequest {
  readonly method: string;
  readonly params: unknown;
  readonly id?: RequestId | undefined;
}

/** Reads one parsed request; what is none comes back as the error object and the id to answer with. */
export function readRequest(json: unknown): RpcRequest | { readonly invalid: RequestId } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { invalid: null };
  const { jsonrpc, method, params, id } = json as RpcRequest & { jsonrpc: unknown };
  const knownId = isId(id) ? id : null;
  if (jsonrpc !== '2.0' || typeof method !== 'string') return { invalid: knownId };
  if (params !== undefined && (typeof params !== 'object' || params === null)) return { invalid: knownId };
  if (id !== undefined && !isId(id)) return { invalid: null };
  // What was parsed is the request: under many calls a copy of each costs.
  return json as RpcRequest;
}

function isId(id: unknown): id is RequestId {
  return id === null || typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint';
}

/** @param id JSON text, as `writeId` writes it */
export function writeResult(id: string, result: unknown): string {
  return `{"jsonrpc":"2.0","result":${writeJsonText(result)},"id":${id}}`;
}

/** @param id JSON text, as `writeId` writes it */
export function writeError(id: string, error: RpcErrorObject): string {
  return `{"jsonrpc":"2.0","error":${writeJsonText(error)},"id":${id}}`;
}

export function writeNotification(method: string, params: unknown): string {
  return `{"jsonrpc":"2.0","method":"${method}","params":${writeJsonText(params)}}`;
}

export const parseError: RpcErrorObject = { code: rpcCodes.parseError, message: 'Parse error' };
export const invalidRequest: RpcErrorObject = { code: rpcCodes.invalidRequest, message: 'Invalid Request' };
export const batchTooLong: RpcErrorObject = {
  code: rpcCodes.invalidRequest,
  message: 'Invalid Request: the batch holds more calls than a server takes at once; send several batches.',
};
export const tooManyValues: RpcErrorObject = {
  code: rpcCodes.invalidRequest,
  message:
    'Invalid Request: the frame holds more values than a server reads at once; send them as the payload of a single "process", or in several frames.',
};
export const methodNotFound: RpcErrorObject = { code: rpcCodes.methodNotFound, message: 'Method not found' };

export function writeId(id: RequestId): string {
  return typeof id === 'bigint' ? id.toString() : JSON.stringify(id);
}

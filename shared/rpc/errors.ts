/** Error codes on the wire: JSON-RPC 2.0's own and the program's (R1). */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  unknownActor: -32001,
  actorFailed: -32002,
  timeout: -32003,
  outOfMemory: -32004,
  poolExhausted: -32005,
  stateUnavailable: -32006,
  cancelled: -32007,
  forbidden: -32008,
  noSandbox: -32009,
  conflict: -32010,
  notFound: -32011,
} as const;

export type ErrorCode = keyof typeof rpcCodes;

/**
 * A failure with a sentence for the person: what, where, and what to do next. `code` is what programs look at; `data` travels
 * to RPC callers. Anything thrown that is not an AppError is a defect and reaches callers as `internalError`.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly data?: unknown,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** An error object as JSON-RPC sends it. */
export interface RpcErrorObject {
  code: number;
  message: string;
  data?: unknown;
}

/** The one mapping from what was thrown to what the caller sees (R1): a defect never looks like bad input. */
export function toRpcError(error: unknown): RpcErrorObject {
  if (!(error instanceof AppError)) return { code: rpcCodes.internalError, message: 'Internal error' };
  const { code, message, data } = error;
  return data === undefined ? { code: rpcCodes[code], message } : { code: rpcCodes[code], message, data };
}

const codeNames = new Map<number, ErrorCode>(Object.entries(rpcCodes).map(([name, code]) => [code, name as ErrorCode]));

/** The AppError that an error object stands for, at the client. */
export function fromRpcError(error: RpcErrorObject): AppError {
  return new AppError(codeNames.get(error.code) ?? 'internalError', error.message, error.data);
}

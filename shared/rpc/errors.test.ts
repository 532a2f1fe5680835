import { describe, expect, it } from 'vitest';
import { AppError, fromRpcError, rpcCodes, toRpcError, type ErrorCode } from './errors.ts';

describe('errors on the wire', () => {
  it('[R1] have the codes of the specification', () => {
    expect(rpcCodes).toMatchObject({
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
    });
    expect(new Set(Object.values(rpcCodes)).size).toBe(Object.keys(rpcCodes).length);
  });

  it('[R1] a defect is internal and says nothing of itself', () => {
    for (const defect of [new TypeError('secret'), new SyntaxError('params'), 'text', undefined, { code: -32602 }])
      expect(toRpcError(defect)).toEqual({ code: -32603, message: 'Internal error' });
  });

  it.each(Object.keys(rpcCodes) as ErrorCode[])('[R1] %s arrives as it was thrown', (code) => {
    const thrown = new AppError(code, 'What, where, what next.', { type: 'T' });
    expect(fromRpcError(toRpcError(thrown))).toMatchObject({ code, message: thrown.message, data: { type: 'T' } });
    expect(toRpcError(new AppError(code, 'x'))).not.toHaveProperty('data');
  });

  it('[R1] a code of another server is internal', () => {
    expect(fromRpcError({ code: 1, message: 'odd' })).toMatchObject({ code: 'internalError', message: 'odd' });
  });
});

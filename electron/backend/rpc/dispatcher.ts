import type { z } from 'zod';
import { AppError, toRpcError } from '#shared/rpc/errors.ts';
import type { Call, CallObserver } from './call.ts';
import { methodNotFound, type RpcRequest } from './envelope.ts';
import { answersLater, type HandlersFor, type MethodTable } from './handlers.ts';
import { parseParams } from './parseParams.ts';

export interface DispatcherOptions {
  /** Hears of what is no AppError: a mistake in this program, of which callers learn nothing but that. */
  onDefect?: (method: string, defect: unknown) => void;
  /** Hears how long each call took, in seconds. */
  onAnswered?: (method: string, seconds: number, failed: boolean) => void;
}

type AnyHandler = (params: unknown, call: Call) => unknown;
interface Entry {
  readonly access: 'public' | 'editor';
  readonly schema: z.ZodType;
  readonly isUsual: ((params: unknown) => boolean) | undefined;
  readonly handler: AnyHandler;
}

/** Finds, checks and runs the method that a request names. */
export class Dispatcher implements CallObserver {
  private readonly entries = new Map<string, Entry>();
  private isEnding = false;

  constructor(
    table: MethodTable,
    handlers: Partial<HandlersFor<MethodTable>>,
    private readonly options: DispatcherOptions = {},
  ) {
    for (const [name, { params: schema, access, isUsual }] of Object.entries(table)) {
      const handler = handlers[name] as AnyHandler | undefined;
      if (handler) this.entries.set(name, { access, schema, isUsual, handler });
    }
  }

  /** Settles the call, perhaps before it returns. Calls begin in the order in which they come. */
  run({ method, params }: RpcRequest, call: Call): void {
    const entry = this.entries.get(method);
    if (!entry) {
      call.failWith(methodNotFound);
      return;
    }
    if (this.isEnding) {
      call.failWith(toRpcError(new AppError('cancelled', 'The server is ending and takes no new calls; try another.')));
      return;
    }
    call.method = method;
    call.began = performance.now();
    try {
      if (entry.access === 'editor' && !call.connection.rights.editor) throw forbidden(method);
      const known = entry.isUsual?.(params) ? params : parseParams(method, entry.schema, params ?? {});
      const result = entry.handler(known, call);
      if (result === answersLater) return;
      if (result instanceof Promise)
        result.then(
          (value: unknown) => call.succeed(value),
          (failure: unknown) => call.fail(tooDeep(failure, params) ?? failure),
        );
      else call.succeed(result);
    } catch (failure) {
      call.fail(tooDeep(failure, params) ?? failure);
    }
  }

  /** Refuses what comes from now on; calls under way go on. */
  end(): void {
    this.isEnding = true;
  }

  reportDefect(method: string, defect: unknown): void {
    this.options.onDefect?.(method, defect);
  }

  ended({ method, began }: Call, failed: boolean): void {
    if (method !== undefined) this.options.onAnswered?.(method, (performance.now() - began) / 1000, failed);
  }
}

/** Nesting from which on running out of stack is the caller's doing. */
const deep = 500;

/** What the stack has no room for is bad input, when it is nested so deep that this must be why. */
function tooDeep(failure: unknown, params: unknown): AppError | undefined {
  if (!(failure instanceof RangeError) || !/call stack/.test(failure.message)) return undefined;
  let level: unknown[] = [params];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deep) return new AppError('invalidParams', 'The params are nested too deep to be read.');
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}

function forbidden(method: string): AppError {
  return new AppError(
    'forbidden',
    `${method} needs the token: connect with ?token=TOKEN in the address or an "Authorization: Bearer TOKEN" header.`,
  );
}

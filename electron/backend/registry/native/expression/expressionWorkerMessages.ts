import type { Value } from '#shared/message/message.ts';

/** Host to worker, one at a time. */
export interface ExpressionRequest {
  readonly text: string;
  readonly value: Value;
}

/** Worker to host. `value` is missing where the expression finds nothing. */
export type ExpressionAnswer = { readonly value?: Value } | { readonly error: { name: string; message: string } };

import { config as configureZod, z } from 'zod';

// Data never becomes code (X5): zod would otherwise compile its checks with `new Function`.
configureZod({ jitless: true });

/** What the contract says of a method. */
export interface MethodSpec<Params extends z.ZodType, Result> {
  params: Params;
  /** Only a type: nothing is there at run time. */
  result: Result;
  access: 'public' | 'editor';
  /** True for params that need no parsing, being as the schema would give them back; for methods that are called very often. */
  isUsual?(this: void, params: unknown): boolean;
}

/** A method that any client may call. */
export function open<Params extends z.ZodType>(params: Params) {
  return <Result>(): MethodSpec<Params, Result> => ({ params, result: undefined as Result, access: 'public' });
}

/** A method of the editor: it needs the token (R4). */
export function editor<Params extends z.ZodType>(params: Params) {
  return <Result>(): MethodSpec<Params, Result> => ({ params, result: undefined as Result, access: 'editor' });
}

/** By name or by position: params where there are none. */
export const nothing = z.union([z.object({}), z.tuple([])]).optional();
export const object = z.record(z.string(), z.unknown());
export const path = z.string().min(1);
export const graphPath = z.object({ path });

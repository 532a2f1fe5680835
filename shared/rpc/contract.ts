import type { z } from 'zod';
import type { Topic } from './live/topics.ts';
import { actorMethods } from './methods/actorMethods.ts';
import { graphMethods } from './methods/graphMethods.ts';
import { networkMethods } from './methods/networkMethods.ts';
import { recordingMethods } from './methods/recordingMethods.ts';
import { stateMethods } from './methods/stateMethods.ts';
import { systemMethods } from './methods/systemMethods.ts';
import { workspaceMethods } from './methods/workspaceMethods.ts';
import type { MethodSpec } from './methods/methodSpec.ts';

/** The path under which the graphs of a workspace run as one (G6). */
export const composedWorkspace = 'workspace:';
/** The same, with the connections that are suggested. */
export const connectedWorkspace = 'workspace:connected';

/**
 * The one contract table (R2, R4): every method of the server, with the shape of its params, checked at the server, and the type
 * of its result. Server handlers and the client are mapped types over it.
 */
export const contract = {
  ...actorMethods,
  ...workspaceMethods,
  ...systemMethods,
  ...graphMethods,
  ...networkMethods,
  ...recordingMethods,
  ...stateMethods,
} satisfies Record<string, MethodSpec<z.ZodType, unknown>>;

/** The table as a type. */
export type Contract = typeof contract;
export type Method = keyof Contract;
/** Params as a caller writes them. */
export type Params<M extends Method> = z.input<Contract[M]['params']>;

/** What a method answers. */
export type Result<M extends Method> = Contract[M]['result'];

/** Notifications that the server sends. */
export interface Notifications {
  script_output: {
    actor_id: string;
    port: string;
    data: unknown;
    timestamp: number;
    request_id: string | number | null;
  };
  log: { actor_id: string; level: string; text: string; timestamp: number; request_id: string | number | null };
  event: { subscription: number; topic: Topic; data: unknown };
}

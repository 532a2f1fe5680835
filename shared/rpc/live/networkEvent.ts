import type { ActorFailure } from '../../actor/actorFailure.ts';

/** N5. `_type` tags the kind; times are milliseconds since the epoch. */
export type NetworkEvent =
  | { _type: 'NetworkStarted' | 'NetworkIdle' | 'NetworkShutdown'; timestamp: number; graph: string; runId: string }
  | { _type: 'ActorStarted' | 'ActorCompleted'; timestamp: number; actorId: string; component: string }
  | { _type: 'ActorFailed'; timestamp: number; actorId: string; component: string; error: ActorFailure }
  | { _type: 'ActorEmit'; timestamp: number; actorId: string; port: string; data: unknown }
  | {
      _type: 'MessageSent' | 'MessageReceived';
      timestamp: number;
      fromActor: string;
      fromPort: string;
      toActor: string;
      toPort: string;
      data: unknown;
    };

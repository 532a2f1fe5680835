import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { MessageTracer } from '../observability/tracing/messageTracer.ts';
import type { ComponentInstance, InstanceOptions } from '../registry/component.ts';
import type { ExpressionWorkers } from '../registry/native/expression/expressionWorkers.ts';

/** What a network needs of the outside. */
export interface NetworkHost {
  describe(component: string): ComponentDescription | undefined;
  createInstance(component: string, options: InstanceOptions): Promise<ComponentInstance>;
  log(node: string, level: LogLevel, text: string, timestamp: number): void;
  now(): number;
  environment: Readonly<Record<string, string | undefined>>;
  /** `redis.namespace` (T3). */
  stateNamespace: string;
  /** Where conditions of breakpoints are evaluated. */
  expressions: ExpressionWorkers;
  /** Follows messages (O2); nothing is followed without one. */
  tracer?: MessageTracer | undefined;
}

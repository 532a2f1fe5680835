import type { Logger } from 'pino';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import type { BackendOptions } from './backendOptions.ts';
import type { WorkspaceConfig } from './config/configSchema.ts';
import type { LogHub } from './observability/logHub.ts';
import type { Metrics } from './observability/metrics.ts';
import type { MessageTracer } from './observability/tracing/messageTracer.ts';
import type { ComponentRegistry } from './registry/componentRegistry.ts';
import type { ExpressionWorkers } from './registry/native/expression/expressionWorkers.ts';
import type { Redactor } from './secrets/redactor.ts';
import type { SecretStore } from './secrets/secretStore.ts';
import type { StateStore } from './state/stateStore.ts';
import type { Trust } from './trust.ts';
import type { GraphCatalogue } from './workspace/graphCatalogue.ts';
import type { Workspace } from './workspace/workspace.ts';
import type { WorkspaceGraphs } from './workspace/workspaceGraphs.ts';

/** What actors, networks and methods of one back end stand on. None of them owns it; `createBackend` does. */
export interface Foundation {
  readonly options: BackendOptions;
  readonly config: WorkspaceConfig;
  readonly trust: Trust;
  readonly redactor: Redactor;
  readonly secretStore: SecretStore;
  readonly logger: Logger;
  readonly log: LogHub;
  readonly metrics: Metrics;
  /** Missing unless traces are wanted (O2). */
  readonly tracer: MessageTracer | undefined;
  readonly state: StateStore;
  readonly workspace: Workspace;
  readonly registry: ComponentRegistry;
  readonly lookup: ComponentLookup;
  readonly graphCatalogue: GraphCatalogue;
  readonly graphs: WorkspaceGraphs;
  readonly expressions: ExpressionWorkers;
}

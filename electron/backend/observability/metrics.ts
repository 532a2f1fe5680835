import { collectDefaultMetrics, Gauge, Registry, type Metric } from 'prom-client';
import type { ActorMetrics } from './actorMetrics.ts';
import { Counts } from './counts.ts';
import { Durations } from './durations.ts';
import { openMetricsText, openMetricsType, wantsOpenMetrics } from './openMetrics.ts';

/** Where the figures come from that are read only when somebody asks for the metrics. */
export interface MetricSources {
  sandboxes(): { busy: number; idle: number; max: number; waiting: number };
  /** Bytes that sandboxes use together; null where this cannot be known. */
  sandboxMemory(): number | null;
  /** Regions of shared memory in use, bytes of the values in them, and bytes that the host has ever copied out of them. */
  sharedMemory(): { readonly regions: number; readonly bytes: number; readonly copied: number };
  /** Messages waiting in the queues of all running graphs, and calls that wait for their actors. */
  queueDepth(): number;
  connections(): number;
  stateAvailable(): boolean;
}

const seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const runtimes = ['python', 'javascript'];
const ratios = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The figures of one back end in Prometheus's form (O1). Each back end has a registry of its own. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly executionDuration = this.durations(
    'microsandbox_execution_duration_seconds',
    'How long actors took for one message',
    'runtime',
    runtimes,
  );
  private readonly compressionRatio = this.durations(
    'microsandbox_compression_ratio',
    'Size after compression divided by size before, by where the body went',
    'to',
    ['rpc', 'redis'],
    ratios,
  );
  private readonly messages = this.counts('reflow_messages_total', 'Messages that actors sent', 'runtime', runtimes);
  private readonly errors = this.counts('reflow_errors_total', 'Messages that failed, by type of failure', 'type');
  private readonly poolWait = this.durations(
    'reflow_pool_wait_seconds',
    'How long a sandbox was waited for',
    'runtime',
    runtimes,
  );
  private readonly restarts = this.counts('reflow_sandbox_restarts_total', 'Sandboxes replaced, by cause', 'cause', [
    'SandboxDied',
    'Timeout',
    'OutOfMemory',
  ]);
  private readonly rpcDuration = this.durations('reflow_rpc_duration_seconds', 'How long RPC calls took', 'method', [
    'process',
  ]);
  private readonly rpcErrors = this.counts('reflow_rpc_errors_total', 'RPC calls that failed', 'method');
  private readonly defects = this.counts(
    'reflow_defects_total',
    'Mistakes in this program, by where they showed',
    'where',
    ['rpc', 'fbp', 'elsewhere'],
  );
  private readonly stateDuration = this.durations(
    'reflow_state_duration_seconds',
    'How long state operations took',
    'operation',
    ['get', 'set'],
  );

  /** For script components. */
  readonly actors: ActorMetrics = {
    executed: (runtime, took, trace) => this.executionDuration.observe(runtime, took, trace),
    sent: (runtime) => this.messages.add(runtime),
    failed: (type) => this.errors.add(type),
    waited: (runtime, took) => this.poolWait.observe(runtime, took),
    replaced: (cause) => this.restarts.add(cause),
    stateOperation: (operation, took) => this.stateDuration.observe(operation, took),
  };

  constructor(sources: MetricSources) {
    this.gauge('microsandbox_active_sandboxes', 'Sandboxes that are running', () => {
      const { busy, idle } = sources.sandboxes();
      return busy + idle;
    });
    this.gauge('reflow_busy_sandboxes', 'Sandboxes that are leased', () => sources.sandboxes().busy);
    this.gauge('reflow_max_sandboxes', 'Sandboxes there may be', () => sources.sandboxes().max);
    this.gauge('reflow_pool_waiting', 'Actors that wait for a sandbox', () => sources.sandboxes().waiting);
    this.gauge(
      'microsandbox_memory_usage_bytes',
      'Memory that sandboxes use together; NaN where it cannot be known',
      () => sources.sandboxMemory() ?? Number.NaN,
    );
    this.gauge('reflow_shared_memory_regions', 'Regions of shared memory in use', () => sources.sharedMemory().regions);
    this.gauge('reflow_shared_memory_bytes', 'Bytes of the values in them', () => sources.sharedMemory().bytes);
    this.gauge(
      'reflow_shared_memory_copied_bytes',
      'Bytes that the host has copied out of shared memory, for those who are no sandbox',
      () => sources.sharedMemory().copied,
    );
    this.gauge('reflow_queue_depth', 'Messages and calls that wait for their actors', () => sources.queueDepth());
    this.gauge('reflow_rpc_connections', 'Clients connected', () => sources.connections());
    this.gauge('reflow_state_available', 'Whether the state back end answers', () => Number(sources.stateAvailable()));
    collectDefaultMetrics({ register: this.registry });
  }

  /** An RPC call was answered. */
  answered(method: string, took: number, failed: boolean): void {
    this.rpcDuration.observe(method, took);
    if (failed) this.rpcErrors.add(method);
  }

  /** Something was thrown that is no failure anybody expects. */
  defect(where: 'rpc' | 'fbp' | 'elsewhere'): void {
    this.defects.add(where);
  }

  /** A body was compressed for a client or for Redis; `ratio` is its size divided by what it was before. */
  compressed(to: 'rpc' | 'redis', ratio: number): void {
    this.compressionRatio.observe(to, ratio);
  }

  /**
   * All figures, in Prometheus's text form unless OpenMetrics is asked for, which has exemplars.
   * @param accept the Accept header of who asks
   */
  async answer(accept?: string): Promise<{ contentType: string; body: string }> {
    if (!wantsOpenMetrics(accept))
      return { contentType: this.registry.contentType, body: await this.registry.metrics() };
    return { contentType: openMetricsType, body: openMetricsText(await this.registry.getMetricsAsJSON()) };
  }

  private durations(
    name: string,
    help: string,
    label: string,
    expected: readonly string[] = [],
    bounds: readonly number[] = seconds,
  ): Durations {
    return this.registered(new Durations(name, help, label, bounds, expected));
  }

  private counts(name: string, help: string, label: string, expected: readonly string[] = []): Counts {
    return this.registered(new Counts(name, help, label, expected));
  }

  /** The registry asks a metric only for its name and its values. */
  private registered<T extends Durations | Counts>(metric: T): T {
    this.registry.registerMetric(metric as unknown as Metric);
    return metric;
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}

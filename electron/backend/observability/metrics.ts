import { Durations } from './durations.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Where the figures come from that are read only when somebody asks for the metrics. */
export interface MetricSources {
  sandboxes(): { busy: number; idle: number; max: number };
  /** Bytes that sandboxes use together; null where this cannot be known. */
  sandboxMemory(): number | null;
  /** Messages waiting in the queues of all running graphs. */
  queueDepth(): number;
  connections(): number;
  stateAvailable(): boolean;
}

const seconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The figures of one back end in Prometheus's form (O1). Each back end has a registry of its own. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];

  /** Seconds from handing a message to an actor until it was done, by runtime. */
  readonly executionDuration = this.histogram(
    'microsandbox_execution_duration_seconds',
    'How long actors took for one message',
    ['runtime'],
  );
  /** Size after compression divided by size before, for each body that was compressed. */
  readonly compressionRatio = new Histogram({
    name: 'microsandbox_compression_ratio',
    help: 'Size after compression divided by size before',
    buckets: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    registers: this.registers,
  });
  readonly messages = this.counter('reflow_messages_total', 'Messages that actors sent', ['runtime']);
  readonly errors = this.counter('reflow_errors_total', 'Failures of actors, by type', ['type']);
  /** Seconds for which an acquisition waited. */
  readonly poolWait = this.histogram('reflow_pool_wait_seconds', 'How long a sandbox was waited for', ['runtime']);
  readonly restarts = this.counter('reflow_sandbox_restarts_total', 'Sandboxes replaced, by cause', ['cause']);
  readonly rpcDuration = this.durations('reflow_rpc_duration_seconds', 'How long RPC calls took', 'method');
  readonly rpcErrors = this.counter('reflow_rpc_errors_total', 'RPC calls that failed', ['method']);
  readonly stateDuration = this.histogram('reflow_state_duration_seconds', 'How long state operations took', [
    'operation',
  ]);

  constructor(sources: MetricSources) {
    this.gauge('microsandbox_active_sandboxes', 'Sandboxes that are running', () => {
      const { busy, idle } = sources.sandboxes();
      return busy + idle;
    });
    this.gauge('reflow_busy_sandboxes', 'Sandboxes that are leased', () => sources.sandboxes().busy);
    this.gauge('reflow_max_sandboxes', 'Sandboxes there may be', () => sources.sandboxes().max);
    this.gauge(
      'microsandbox_memory_usage_bytes',
      'Memory that sandboxes use together',
      () => sources.sandboxMemory() ?? Number.NaN,
    );
    this.gauge('reflow_queue_depth', 'Messages waiting in the queues of running graphs', () => sources.queueDepth());
    this.gauge('reflow_rpc_connections', 'Clients connected', () => sources.connections());
    this.gauge('reflow_state_available', 'Whether the state back end answers', () => Number(sources.stateAvailable()));
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All figures in Prometheus's text form. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private durations<Label extends string>(name: string, help: string, label: Label): Durations<Label> {
    const durations = new Durations(name, help, label, seconds);
    this.registry.registerMetric(durations as unknown as Histogram);
    return durations;
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: seconds, registers: this.registers });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: this.registers });
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: this.registers,
      collect() {
        this.set(read());
      },
    });
  }
}

import type { MetricObjectWithValues, MetricValue } from 'prom-client';

/** A message that a sample is an example of (O1, O2). */
export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** A sample, with an example of what it counts where one is known. */
type Sample = MetricValue<string> & { readonly metricName?: string; readonly exemplar?: Exemplar | undefined };

export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Whether an Accept header asks for OpenMetrics, as Prometheus does where it stores exemplars. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.includes('application/openmetrics-text') ?? false;
}

/** The figures as OpenMetrics text, which is Prometheus's but for the names of counters, the last line, and that it knows exemplars. */
export function openMetricsText(metrics: readonly MetricObjectWithValues<MetricValue<string>>[]): string {
  return `${metrics.map(family).join('')}# EOF\n`;
}

function family({ name, help, type, values }: MetricObjectWithValues<MetricValue<string>>): string {
  // prom-client says the type's name, whatever its own types call it.
  const isCounter = String(type) === 'counter';
  const title = isCounter ? name.replace(/_total$/, '') : name;
  const lines = (values as readonly Sample[]).map(({ metricName = name, labels, value, exemplar }) => {
    const place = `${isCounter ? `${title}_total` : metricName}${labelText(labels)}`;
    return `${place} ${numberText(value)}${exemplar ? exemplarText(exemplar) : ''}\n`;
  });
  return `# HELP ${title} ${escaped(help)}\n# TYPE ${title} ${String(type)}\n${lines.join('')}`;
}

function labelText(labels: Sample['labels']): string {
  const texts = Object.entries(labels).map(([label, value]) => `${label}="${escaped(String(value))}"`);
  return texts.length === 0 ? '' : `{${texts.join(',')}}`;
}

function exemplarText({ traceId, value, timestamp }: Exemplar): string {
  return ` # {trace_id="${traceId}"} ${value} ${timestamp}`;
}

function numberText(value: number): string {
  return String(value).replace('Infinity', 'Inf');
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

import { AppError } from '#shared/rpc/errors.ts';

/** `tracing` of reflow.yaml. */
export interface TracingConfig {
  readonly endpoint?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly sample_ratio: number;
  readonly service_name: string;
}

export interface TracingOptions {
  /** The address that takes traces, with its path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From 0 to 1: how many of the paths are followed. */
  readonly sampleRatio: number;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, string>>;
}

const usualEndpoint = 'http://localhost:4318';

/**
 * Where traces go: reflow.yaml, overridden by OpenTelemetry's own names in the environment. Undefined, which is usual: nowhere.
 * @throws AppError `invalidParams` for an address that is none, or a protocol that is not spoken
 */
export function tracingOptions(
  config: TracingConfig,
  environment: Readonly<Record<string, string | undefined>>,
): TracingOptions | undefined {
  const exporter = environment['OTEL_TRACES_EXPORTER'];
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || exporter === 'none') return undefined;
  const own = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const common = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const base = common || config.endpoint || (exporter === 'otlp' ? usualEndpoint : undefined);
  if (!own && !base) return undefined;
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? environment['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? 'http/json';
  if (!protocol.startsWith('http/'))
    throw new AppError(
      'invalidParams',
      `Traces are sent by OTLP over HTTP, not by ${protocol}. Set OTEL_EXPORTER_OTLP_PROTOCOL to http/json.`,
    );
  return {
    url: own || `${base!.replace(/\/+$/, '')}/v1/traces`,
    headers: {
      ...config.headers,
      ...pairs(environment['OTEL_EXPORTER_OTLP_HEADERS']),
      ...pairs(environment['OTEL_EXPORTER_OTLP_TRACES_HEADERS']),
    },
    sampleRatio: sampleRatio(config, environment),
    serviceName: environment['OTEL_SERVICE_NAME'] || config.service_name,
    resource: pairs(environment['OTEL_RESOURCE_ATTRIBUTES']),
  };
}

function sampleRatio(config: TracingConfig, environment: Readonly<Record<string, string | undefined>>): number {
  const sampler = environment['OTEL_TRACES_SAMPLER'] ?? '';
  if (sampler.endsWith('always_on')) return 1;
  if (sampler.endsWith('always_off')) return 0;
  const given = Number(environment['OTEL_TRACES_SAMPLER_ARG']);
  return sampler.endsWith('traceidratio') && given >= 0 && given <= 1 ? given : config.sample_ratio;
}

/** `a=1,b=two%20words`. */
function pairs(text: string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const pair of text?.split(',') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0) found[pair.slice(0, equals).trim()] = decoded(pair.slice(equals + 1).trim());
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

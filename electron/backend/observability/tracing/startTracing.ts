import type { MessageTracer } from './messageTracer.ts';
import type { TracingOptions } from './tracingOptions.ts';

/** Milliseconds that what is still to be sent has at the end. */
const longestFlush = 3000;

export interface Tracing extends AsyncDisposable {
  readonly tracer: MessageTracer;
}

/**
 * Sends traces by OTLP over HTTP until it is disposed, which sends what is left. OpenTelemetry is loaded here and nowhere else.
 * @param redact takes secrets out of what failures say (N12)
 */
export async function startTracing(
  { url, headers, sampleRatio, serviceName, resource }: TracingOptions,
  version: string,
  redact: (text: string) => string,
): Promise<Tracing> {
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { OpenTelemetryTracer }] = await Promise.all([
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('./openTelemetryTracer.ts'),
  ]);
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ ...resource, 'service.name': serviceName, 'service.version': version }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url, headers: { ...headers } }))],
  });
  return {
    tracer: new OpenTelemetryTracer(provider.getTracer('reflow-studio', version), redact),
    async [Symbol.asyncDispose]() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, longestFlush)));
      // A collector that is away must not keep the program from ending.
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      clearTimeout(timer);
    },
  };
}

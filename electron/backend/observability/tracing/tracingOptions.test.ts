import { describe, expect, it } from 'vitest';
import { tracingOptions, type TracingConfig } from './tracingOptions.ts';

const config: TracingConfig = { headers: {}, sample_ratio: 1, service_name: 'reflow-studio' };

describe('where traces go', () => {
  it('[O2] nowhere unless an endpoint or the exporter is named, and nowhere when OpenTelemetry is switched off', () => {
    expect(tracingOptions(config, {})).toBeUndefined();
    const named = { ...config, endpoint: 'http://collector:4318' };
    expect(tracingOptions(named, { OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(tracingOptions(named, { OTEL_TRACES_EXPORTER: 'none' })).toBeUndefined();
    expect(tracingOptions(config, { OTEL_TRACES_EXPORTER: 'otlp' })?.url).toBe('http://localhost:4318/v1/traces');
  });

  it('[O2, P3] reflow.yaml says where, and the standard names of the environment override it', () => {
    const yaml = { ...config, endpoint: 'http://yaml:4318/', headers: { a: '1' }, sample_ratio: 0.5 };
    expect(tracingOptions(yaml, {})).toEqual({
      url: 'http://yaml:4318/v1/traces',
      headers: { a: '1' },
      sampleRatio: 0.5,
      serviceName: 'reflow-studio',
      resource: {},
    });
    expect(
      tracingOptions(yaml, {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://common:4318/base',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=2,b=two%20words',
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=3',
        OTEL_SERVICE_NAME: 'mine',
        OTEL_RESOURCE_ATTRIBUTES: 'team=blue, zone=%E2%82%AC',
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      }),
    ).toEqual({
      url: 'http://common:4318/base/v1/traces',
      headers: { a: '2', b: '3' },
      sampleRatio: 0.25,
      serviceName: 'mine',
      resource: { team: 'blue', zone: '€' },
    });
    const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://own:1/x', OTEL_TRACES_SAMPLER: 'always_off' };
    expect(tracingOptions(yaml, own)).toMatchObject({ url: 'http://own:1/x', sampleRatio: 0 });
  });

  it('[O2] says which protocol it speaks when another is asked for', () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    expect(() => tracingOptions(config, environment)).toThrow(/OTLP over HTTP, not by grpc/);
  });
});

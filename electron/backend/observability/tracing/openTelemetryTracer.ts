import {
  INVALID_SPAN_CONTEXT,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import type { FiringPlace, FiringTrace, MessageTracer, PathStart, TracePoint } from './messageTracer.ts';

/** Follows messages with OpenTelemetry's spans. */
export class OpenTelemetryTracer implements MessageTracer {
  /** @param redact takes secrets out of what failures say (N12) */
  constructor(
    private readonly tracer: Tracer,
    private readonly redact: (text: string) => string,
  ) {}

  begin({ graph, node, port, origin }: PathStart): TracePoint {
    const attributes = { ...attributesOf({ graph, node }), 'reflow.port': port, 'reflow.origin': origin };
    const span = this.tracer.startSpan(
      `message ${node}.${port}`,
      { kind: SpanKind.PRODUCER, attributes },
      ROOT_CONTEXT,
    );
    span.end();
    return span.spanContext();
  }

  fire(place: FiringPlace, [parent, ...others]: readonly TracePoint[]): FiringTrace {
    const links = others.map((context) => ({ context }));
    const attributes = attributesOf(place);
    const span = this.tracer.startSpan(
      `fire ${place.node}`,
      { kind: SpanKind.CONSUMER, attributes, links },
      under(parent),
    );
    return new SpanTrace(this, span, place, parent !== undefined);
  }

  call(actor: string, traceparent: unknown): FiringTrace {
    const place = { graph: null, node: actor, component: actor };
    const attributes = { ...attributesOf(place), 'rpc.system': 'jsonrpc', 'rpc.method': 'process' };
    const span = this.tracer.startSpan(
      `process ${actor}`,
      { kind: SpanKind.SERVER, attributes },
      under(readTraceparent(traceparent)),
    );
    return new SpanTrace(this, span, place, true);
  }

  /** @internal From a step. */
  state(parent: SpanContext, place: FiringPlace, operation: string, key: string | undefined) {
    const attributes: Attributes = { ...attributesOf(place), 'db.operation.name': operation };
    if (key !== undefined) attributes['reflow.state.key'] = key;
    const span = this.tracer.startSpan(`state ${operation}`, { kind: SpanKind.CLIENT, attributes }, under(parent));
    return (problem?: string): void => {
      if (problem !== undefined) this.fail(span, problem);
      span.end();
    };
  }

  /** @internal From a step. */
  fail(span: Span, problem: string): void {
    span.setStatus({ code: SpanStatusCode.ERROR, message: this.redact(problem) });
  }
}

class SpanTrace implements FiringTrace {
  private readonly context: SpanContext;

  constructor(
    private readonly tracer: OpenTelemetryTracer,
    private readonly span: Span,
    private readonly place: FiringPlace,
    /** Whether messages led here; what an actor sends of itself begins paths of its own. */
    private readonly isOnPath: boolean,
  ) {
    this.context = span.spanContext();
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.context;
    return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  }

  sent(port: string): TracePoint {
    if (this.isOnPath) return this.context;
    return this.tracer.begin({ graph: this.place.graph ?? '', node: this.place.node, port, origin: 'actor' });
  }

  state(operation: string, key: string | undefined): (problem?: string) => void {
    return this.tracer.state(this.context, this.place, operation, key);
  }

  end(failure?: { type: string; message: string }): void {
    if (failure) this.tracer.fail(this.span, `${failure.type}: ${failure.message}`);
    this.span.end();
  }
}

function attributesOf({ graph, node, component }: Omit<FiringPlace, 'component'> & { component?: string }): Attributes {
  return {
    'reflow.node': node,
    ...(graph === null ? {} : { 'reflow.graph': graph }),
    ...(component === undefined ? {} : { 'reflow.component': component }),
  };
}

function under(parent: TracePoint | undefined): Context {
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

function readTraceparent(text: unknown): SpanContext | undefined {
  const parts = typeof text === 'string' ? /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text) : null;
  if (!parts) return undefined;
  const traceFlags = Number.parseInt(parts[3]!, 16) & TraceFlags.SAMPLED;
  const context = { ...INVALID_SPAN_CONTEXT, traceId: parts[1]!, spanId: parts[2]!, traceFlags, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

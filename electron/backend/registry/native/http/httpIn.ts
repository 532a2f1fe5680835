import type { IncomingMessage, ServerResponse } from 'node:http';
import { Packet } from '../../../channel/packet.ts';
import type { Firing } from '../../component.ts';
import { nativeComponent, outport } from '../nativeComponent.ts';
import type { NativeRun } from '../behaviour.ts';
import type { FlowServers } from './flowServers.ts';
import { BodyTooLarge, fieldsOf, readBody, valueOfBody } from './httpBody.ts';
import { refusal, type HttpExchanges } from './httpExchanges.ts';

interface HttpInConfig {
  port: number;
  path: string;
  method: string;
  timeout: number;
}

/** Bytes of a request. */
const largestRequest = 16 * 1024 ** 2;

export function httpIn(servers: FlowServers, exchanges: HttpExchanges) {
  return nativeComponent<HttpInConfig>({
    name: 'HttpIn',
    description:
      'Answers HTTP on a port of this machine: each request is a message. HttpOut sends the answer, by the id of the request.',
    icon: 'webhook',
    category: 'sources',
    tags: ['http', 'server', 'webhook', 'endpoint', 'request', 'listen'],
    permissions: ['Listens on 127.0.0.1 only.'],
    inports: [],
    outports: [outport('out', '{id, method, path, params, query, headers, body}', { type: 'object' })],
    configSchema: {
      type: 'object',
      properties: {
        port: { type: 'integer', title: 'Port', minimum: 1, maximum: 65535, default: 8080 },
        path: { type: 'string', title: 'Path', description: 'Such as /items/:id', default: '/' },
        method: {
          type: 'string',
          title: 'Method',
          enum: ['any', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
          default: 'any',
        },
        timeout: {
          type: 'number',
          title: 'Longest wait for an answer (s)',
          exclusiveMinimum: 0,
          maximum: 3600,
          default: 30,
        },
      },
    },
    create:
      ({ port, path, method, timeout }, { host }) =>
      async (firing, run) => {
        await using lease = await servers.open(port);
        const own = new OpenRequests();
        using _ = lease.server.add({
          ...(method === 'any' ? {} : { methods: [method] }),
          path,
          answer: (request, response, params) => {
            void receive(request, response, params, { firing, run, exchanges, timeout, own });
          },
        });
        firing.log('info', `Answers http://127.0.0.1:${port}${path}`, Date.now());
        try {
          await run.untilCancelled();
          // What the flow has taken is answered while it finishes; others hear 503.
          if (host.isDraining?.()) await Promise.race([own.whenNone(), host.whenDrained?.()]);
        } finally {
          for (const id of own.ids) exchanges.answer(id, refusal(503, stopped));
        }
      },
  });
}

interface Reception {
  firing: Firing;
  run: NativeRun;
  exchanges: HttpExchanges;
  timeout: number;
  own: OpenRequests;
}

const stopped = 'The flow was stopped.';

/** Requests of one node, which nobody answers any more once it stops. */
class OpenRequests {
  readonly ids = new Set<string>();
  private emptied: (() => void) | undefined;

  add(id: string, response: ServerResponse): void {
    this.ids.add(id);
    response.once('close', () => {
      this.ids.delete(id);
      if (this.ids.size === 0) this.emptied?.();
    });
  }

  whenNone(): Promise<void> {
    return this.ids.size === 0 ? Promise.resolve() : new Promise((resolve) => (this.emptied = resolve));
  }
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  params: Record<string, string>,
  { firing, run, exchanges, timeout, own }: Reception,
): Promise<void> {
  const refuse = (error: string) => {
    const { status, headers, body } = refusal(503, error);
    response.writeHead(status, { ...headers, 'retry-after': '1', connection: 'close' }).end(body);
  };
  if (run.signal.aborted) {
    refuse('The flow is ending and takes no new requests.');
    return;
  }
  if (exchanges.isFull) {
    refuse('Too many requests wait for an answer.');
    return;
  }
  const id = exchanges.add(response, timeout);
  own.add(id, response);
  try {
    const body = await readBody(request, largestRequest);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const message = {
      ...{ id, method: request.method ?? 'GET', path: url.pathname, params, query: fieldsOf(url.searchParams) },
      headers: headersOf(request),
      body: valueOfBody(body, request.headers['content-type'] ?? ''),
    };
    if (run.held) await run.whenFree();
    firing.emit('out', Packet.of(message), false);
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    const status = run.signal.aborted ? 503 : error instanceof BodyTooLarge ? 413 : 400;
    exchanges.answer(id, refusal(status, status === 503 ? stopped : (error as Error).message));
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

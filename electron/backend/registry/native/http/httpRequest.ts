import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../../channel/packet.ts';
import type { Permissions } from '../permissions.ts';
import { nativeComponent, optionalInport, outport } from '../nativeComponent.ts';
import { bodyOf, readBody, valueOfBody } from './httpBody.ts';
import { withEnvironment } from './withEnvironment.ts';

interface HttpRequestConfig {
  url: string;
  method: string;
  headers: Record<string, string>;
  timeout: number;
  status: 'fail' | 'send';
}

/** Bytes of an answer. */
const largestAnswer = 64 * 1024 ** 2;
const mostRedirects = 10;

/** @param permissions which hosts may be called, redirects included */
export function httpRequest(permissions: Permissions) {
  return nativeComponent<HttpRequestConfig>({
    name: 'HttpRequest',
    description:
      'Calls an address on the web and sends what it answers. Only hosts that reflow.yaml allows can be called.',
    icon: 'globe',
    category: 'transform',
    tags: ['http', 'https', 'rest', 'api', 'fetch', 'web', 'get', 'post', 'download'],
    permissions: [permissions.hostsSentence],
    inports: [
      optionalInport('in', 'The body; its fields fill {name} in the address. Without a wire, one call at the start'),
      optionalInport('url', 'An address to call instead of the one in the config', { type: 'string' }),
    ],
    outports: [
      outport('out', 'What was answered: JSON as a value, text as text, anything else as bytes'),
      outport('response', '{status, ok, url, headers, body}', { type: 'object' }),
    ],
    configSchema: {
      type: 'object',
      properties: {
        url: {
          type: 'string',
          title: 'Address',
          description: 'Such as https://api.example.com/items/{id}',
          default: '',
        },
        method: {
          type: 'string',
          title: 'Method',
          enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'],
          default: 'GET',
        },
        headers: {
          type: 'object',
          title: 'Headers',
          description: '${NAME} stands for an environment variable of the node',
          additionalProperties: { type: 'string' },
          default: {},
        },
        timeout: { type: 'number', title: 'Longest wait (s)', exclusiveMinimum: 0, maximum: 3600, default: 30 },
        status: {
          type: 'string',
          title: 'An answer of 400 and above',
          description: 'fail: an error of this node. send: an answer like any other',
          enum: ['fail', 'send'],
          default: 'fail',
        },
      },
    },
    create: (config, node) => {
      const headers = Object.entries(config.headers).map(([name, value]): [string, string] => [
        name,
        withEnvironment(value, node.environment),
      ]);
      return async (firing, run) => {
        const input = firing.inputs.get('in');
        const written = firing.inputs.get('url')?.value ?? config.url;
        if (typeof written !== 'string' || written === '')
          throw new Error('No address is named: set `url` in the config, or send one into the inport `url`.');
        const request: Call = {
          url: addressOf(written, input?.value),
          method: config.method,
          headers: new Headers(headers),
        };
        if (input && config.method !== 'GET' && config.method !== 'HEAD') {
          const { bytes, contentType } = bodyOf(input);
          request.body = bytes;
          if (!request.headers.has('content-type')) request.headers.set('content-type', contentType);
        }
        const answer = await call(request, permissions, config.timeout, run.signal);
        if (answer.status >= 400 && config.status === 'fail') throw new HttpFailure(request, answer);
        if (run.held) await run.whenFree();
        firing.emit('response', Packet.of(answer), false);
        firing.emit('out', Packet.of(answer.body), false);
      };
    },
  });
}

interface Call {
  url: URL;
  method: string;
  headers: Headers;
  body?: Uint8Array;
}

type Answer = { status: number; ok: boolean; url: string; headers: Record<string, string>; body: Value };

class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  constructor({ method, url }: Call, { status, body }: Answer) {
    const said =
      typeof body === 'string' ? body : body instanceof Uint8Array || body === null ? '' : Packet.of(body).plainJson;
    super(
      `${method} ${url.origin}${url.pathname} was answered with ${status}${said === '' ? '' : `: ${said.slice(0, 300)}`}`,
    );
  }
}

/** Fills `{name}` with the input's fields, escaped. */
function addressOf(written: string, input: Value | undefined): URL {
  const fields =
    typeof input === 'object' && input !== null && !Array.isArray(input) && !(input instanceof Uint8Array) ? input : {};
  const filled = written.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(fields, name) ? fields[name]! : undefined;
    if (value === undefined || (typeof value === 'object' && value !== null))
      throw new Error(`The address needs {${name}}, and the message has no such field with a simple value.`);
    return encodeURIComponent(String(value));
  });
  try {
    return new URL(filled);
  } catch {
    throw new Error(`\`${filled}\` is no address; write for example https://api.example.com/items.`);
  }
}

/** Follows redirects itself, so that each host on the way is checked, and secrets stay with the first. */
async function call(request: Call, permissions: Permissions, timeout: number, cancelled: AbortSignal): Promise<Answer> {
  const late = AbortSignal.timeout(timeout * 1000);
  let { url, method, body } = request;
  const headers = new Headers(request.headers);
  for (let redirects = 0; ; redirects++) {
    permissions.checkUrl(url, ['http', 'https']);
    try {
      const response = await fetch(url, {
        ...{ method, headers, redirect: 'manual', signal: AbortSignal.any([late, cancelled]) },
        ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
      });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return await answerOf(response, url);
      await response.body?.cancel();
      if (redirects === mostRedirects) throw new Error(`there were more than ${mostRedirects} redirects`);
      const next = new URL(location, url);
      if (next.origin !== url.origin)
        for (const secret of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(secret);
      if (response.status === 303 || (response.status < 303 && method === 'POST')) {
        method = 'GET';
        body = undefined;
        headers.delete('content-type');
      }
      url = next;
    } catch (error) {
      cancelled.throwIfAborted();
      if (late.aborted)
        throw Object.assign(new Error(`${url.host} did not answer within ${timeout} s.`), { name: 'Timeout' });
      const { message, cause } = error as Error;
      throw new Error(
        `${url.origin}${url.pathname} could not be called: ${cause instanceof Error ? cause.message : message}.`,
        {
          cause: error,
        },
      );
    }
  }
}

async function answerOf(response: Response, url: URL): Promise<Answer> {
  const bytes = response.body ? await readBody(response.body, largestAnswer) : Buffer.alloc(0);
  return {
    status: response.status,
    ok: response.ok,
    url: url.href,
    headers: Object.fromEntries(response.headers),
    body: valueOfBody(bytes, response.headers.get('content-type') ?? ''),
  };
}

import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../../channel/packet.ts';
import { inport, nativeComponent } from '../nativeComponent.ts';
import { bodyOf } from './httpBody.ts';
import type { HttpExchanges } from './httpExchanges.ts';

/** A header field's name and value, by RFC 9110. */
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

export function httpOut(exchanges: HttpExchanges) {
  return nativeComponent<{ status: number; headers: Record<string, string> }>({
    name: 'HttpOut',
    description: 'Sends the answer to a request that HttpIn received. The message carries the id of the request.',
    icon: 'reply',
    category: 'output',
    tags: ['http', 'server', 'response', 'answer', 'reply', 'webhook'],
    inports: [inport('in', '{id, body}, and if need be {status, headers}', { type: 'object' })],
    outports: [],
    configSchema: {
      type: 'object',
      properties: {
        status: { type: 'integer', title: 'Status', minimum: 200, maximum: 599, default: 200 },
        headers: { type: 'object', title: 'Headers', additionalProperties: { type: 'string' }, default: {} },
      },
    },
    create: (config) => {
      checkHeaders(config.headers);
      return (firing) => {
        const { id, status = config.status, headers = {}, body = null } = fieldsOf(firing.inputs.get('in')?.value);
        if (typeof id !== 'string')
          throw new Error(
            "The message has no id: carry the request's `id` through the flow, as in {id: request.id, body: …}.",
          );
        if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
          throw new Error('`status` must be a number from 200 to 599.');
        checkHeaders(headers);
        const { bytes, contentType } =
          body === null ? { bytes: new Uint8Array(), contentType: '' } : bodyOf(Packet.of(body));
        const type: Record<string, string> = contentType === '' ? {} : { 'content-type': contentType };
        const answer = {
          status,
          headers: { ...type, ...lowerCase(config.headers), ...lowerCase(headers) },
          body: bytes,
        };
        if (!exchanges.answer(id, answer))
          throw new Error(`No request waits under the id ${id}: it was answered, gave up, or waited too long.`);
      };
    },
  });
}

function fieldsOf(value: Value | undefined): Record<string, Value> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array))
    return value;
  return {};
}

function checkHeaders(headers: Value): asserts headers is Record<string, string> {
  for (const [name, value] of Object.entries(fieldsOf(headers)))
    if (!headerName.test(name) || typeof value !== 'string' || !headerValue.test(value))
      throw new Error(`headers: \`${name}\` is no header field with a text as its value.`);
  if (fieldsOf(headers) !== headers && Object.keys(headers as object).length > 0)
    throw new Error('headers must be an object.');
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

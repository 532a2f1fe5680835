import { z } from 'zod';
import { parseExactJson } from '#shared/message/json.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { RawJson, writeJsonText } from '#shared/message/jsonText.ts';

/** The WebSocket subprotocol of clients that speak the FBP network protocol (R8). */
export const fbpProtocol = 'noflo';

export type FbpArea = 'runtime' | 'graph' | 'component' | 'network' | 'trace';

/** What goes to clients. The payload may hold `RawJson`. */
export interface FbpMessage {
  readonly protocol: FbpArea;
  readonly command: string;
  readonly payload: unknown;
}

/** What a client asks for; its payload is not checked yet, and its whole floats are `WholeFloat`. */
export interface FbpRequest {
  readonly protocol: string;
  readonly command: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Beside the payload or, from older clients, within it. */
  readonly secret: string | undefined;
  readonly requestId: string | undefined;
}

const frame = z.object({
  protocol: z.string(),
  command: z.string(),
  payload: z.record(z.string(), z.unknown()).nullish(),
  secret: z.string().nullish(),
  requestId: z.string().nullish(),
});

/** @throws AppError `invalidParams` for anything but a message */
export function readFbpRequest(text: string): FbpRequest {
  let json: unknown;
  try {
    json = parseExactJson(text);
  } catch (cause) {
    throw new AppError('invalidParams', 'The message is no JSON.', undefined, { cause });
  }
  const read = frame.safeParse(json);
  if (!read.success) throw new AppError('invalidParams', 'A message needs "protocol", "command" and "payload".');
  const { protocol, command, secret, requestId } = read.data;
  const payload = read.data.payload ?? {};
  const inside = typeof payload['secret'] === 'string' ? payload['secret'] : undefined;
  return { protocol, command, payload, secret: secret ?? inside, requestId: requestId ?? undefined };
}

/** @param responseTo the request that this answers */
export function writeFbpMessage({ protocol, command, payload }: FbpMessage, responseTo?: string): string {
  const end = responseTo === undefined ? '' : `,"responseTo":${JSON.stringify(responseTo)}`;
  return `{"protocol":"${protocol}","command":"${command}","payload":${writeJsonText(payload)}${end}}`;
}

/** The same message with its payload as text, so that what many clients hear is written once. */
export function written(message: FbpMessage): FbpMessage {
  return { ...message, payload: new RawJson(writeJsonText(message.payload)) };
}

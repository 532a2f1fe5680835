import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Requests that wait for an answer of a flow at most; others are turned away. */
const most = 1000;

/** The open requests of one back end, by the id that travels through the flow with them. */
export class HttpExchanges {
  private readonly open = new Map<string, { response: ServerResponse; timer: NodeJS.Timeout }>();

  get isFull(): boolean {
    return this.open.size >= most;
  }

  /** @param seconds after which 504 is answered. @returns the id; nobody can guess it */
  add(response: ServerResponse, seconds: number): string {
    const id = randomUUID();
    const timer = setTimeout(
      () => this.answer(id, refusal(504, `The flow did not answer within ${seconds} s.`)),
      seconds * 1000,
    );
    this.open.set(id, { response, timer });
    response.once('close', () => this.forget(id));
    return id;
  }

  /** @returns whether a request still waits under that id */
  answer(id: string, { status, headers, body }: HttpAnswer): boolean {
    const exchange = this.open.get(id);
    if (!exchange) return false;
    exchange.response.writeHead(status, headers).end(body);
    this.forget(id);
    return true;
  }

  private forget(id: string): void {
    clearTimeout(this.open.get(id)?.timer);
    this.open.delete(id);
  }
}

export function refusal(status: number, error: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ error })) };
}

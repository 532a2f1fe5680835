import { createRequire } from 'node:module';
import { WebSocket } from 'ws';

export interface FbpMessage {
  protocol: string;
  command: string;
  payload: Record<string, unknown>;
  responseTo?: string;
}

interface Validator {
  validateMultiple(data: unknown, schema: string): { valid: boolean; errors: { message: string; dataPath: string }[] };
  getSchema(uri: string): unknown;
}
const schemas = createRequire(import.meta.url)('fbp-protocol/schema/index.js') as Validator;

/** A client of the FBP network protocol that holds every message it gets against the schemas of the protocol. */
export class FbpClient implements Disposable {
  readonly heard: FbpMessage[] = [];
  readonly invalid: string[] = [];
  private lastId = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly secret: string | undefined,
  ) {
    socket.on('message', (data: Buffer) => this.receive(data.toString('utf8')));
  }

  static async connect(address: string, secret?: string): Promise<FbpClient> {
    const socket = new WebSocket(address, 'noflo');
    const client = new FbpClient(socket, secret);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  get subprotocol(): string {
    return this.socket.protocol;
  }

  send(protocol: string, command: string, payload: object, requestId?: string): void {
    this.socket.send(JSON.stringify({ protocol, command, payload, secret: this.secret, requestId }));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** Sends and waits for the first answer to exactly this request. */
  async ask(protocol: string, command: string, payload: object = {}): Promise<FbpMessage> {
    const requestId = `r${++this.lastId}`;
    this.send(protocol, command, payload, requestId);
    return this.until((message) => message.responseTo === requestId, `${protocol}:${command}`);
  }

  async until(fits: (message: FbpMessage) => boolean, what: string): Promise<FbpMessage> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`never: ${what}; heard ${JSON.stringify(this.heard.slice(-20))}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as FbpMessage;
    this.heard.push(message);
    const schema = `/${message.protocol}/output/${message.command}`;
    // `persist` is named among the outputs of its capability, but has no schema.
    if (message.command === 'persist') return;
    if (!schemas.getSchema(schema)) this.invalid.push(`no schema ${schema}`);
    for (const { dataPath, message: why } of schemas.validateMultiple(message, schema).errors)
      this.invalid.push(`${schema} ${dataPath}: ${why} in ${text}`);
  }
}

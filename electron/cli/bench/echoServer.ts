import { Command } from 'commander';
import { WebSocketServer } from 'ws';

interface EchoRequest {
  id: number;
  params: { payload: unknown };
}

/** The baseline of B1 and B2: a bare `ws` server that parses each JSON-RPC request and sends its payload back. */
export function echoServerCommand(): Command {
  return new Command('bench-echo').action(() => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    const answer = (request: EchoRequest) => ({ jsonrpc: '2.0', id: request.id, result: request.params.payload });
    server.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => {
        const request = JSON.parse(data.toString()) as EchoRequest | EchoRequest[];
        socket.send(JSON.stringify(Array.isArray(request) ? request.map(answer) : answer(request)));
      });
    });
    server.on('listening', () => {
      const { port } = server.address() as { port: number };
      process.stdout.write(`${JSON.stringify({ event: 'ready', rpc: `ws://127.0.0.1:${port}` })}\n`);
    });
    process.on('SIGTERM', () => process.exit());
  });
}

import type { Transport } from '#shared/rpc/transport.ts';

/**
 * Opens a WebSocket to the back end as a Transport.
 * @throws Error when the server cannot be reached or refuses
 */
export function openWebSocket(address: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    let deliver: (text: string) => void = () => {};
    let closed: (reason: string) => void = () => {};
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') deliver(data);
    });
    socket.addEventListener('close', ({ reason }) => {
      const why = reason === '' ? 'the connection was closed' : reason;
      reject(new Error(why));
      closed(why);
    });
    socket.addEventListener('open', () =>
      resolve({
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        onMessage: (listener) => void (deliver = listener),
        onClose: (listener) => void (closed = listener),
        close: () => socket.close(1000),
      }),
    );
  });
}

import type { Transport } from '#shared/rpc/transport.ts';

/**
 * The renderer's end of a connection. A plain object of functions, because only such things cross the context bridge. Messages
 * that come before anybody listens are kept.
 */
export function portTransport(port: MessagePort): Transport {
  let receive: ((text: string) => void) | undefined;
  let closed: (reason: string) => void = () => {};
  const early: string[] = [];
  port.addEventListener('message', ({ data }: { data: string }) => (receive ? receive(data) : void early.push(data)));
  port.addEventListener('close', () => closed('the back end closed the connection'));
  port.start();
  return {
    send: (text) => port.postMessage(text),
    onMessage(listener) {
      receive = listener;
      for (const text of early.splice(0)) listener(text);
    },
    onClose(listener) {
      closed = listener;
    },
    close() {
      port.close();
      closed('closed here');
    },
  };
}

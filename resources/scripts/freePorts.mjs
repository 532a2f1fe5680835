import { createServer } from 'node:net';

const usual = { '--port': 5556, '--http-port': 5555, '--metrics-port': 9090 };

/**
 * Of the usual ports of `serve` those that another program has, as arguments that pick free ones instead.
 * @param args what was asked for: a port that is named there stays as it is
 */
export async function freePortsFor(args) {
  const open = Object.entries(usual).filter(
    ([flag]) => !args.some((arg) => arg === flag || arg.startsWith(`${flag}=`)),
  );
  const taken = await Promise.all(open.map(async ([flag, port]) => ((await isTaken(port)) ? [{ flag, port }] : [])));
  return taken.flat();
}

function isTaken(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }) => resolve(code === 'EADDRINUSE'));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}

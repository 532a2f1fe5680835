import type { Server, ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#shared/rpc/errors.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Binds a server; port 0 picks a free one.
 * @param purpose what the server is, and the flag that changes its port, for the sentence when it cannot
 * @throws AppError `conflict` when the port is taken, `invalidParams` when the address cannot be bound
 */
export async function listen(
  server: Server,
  address: Address,
  purpose: { what: string; flag: string },
): Promise<Address> {
  const { host, port } = address;
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => reject(bindFailure(cause, address, purpose));
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
  return { host, port: (server.address() as AddressInfo).port };
}

/** Options of an HTTP server that ends connections whose request has not come in so many seconds: slow ones must not pile up (R6). */
export function handshakeTimes(seconds: number): ServerOptions {
  const milliseconds = seconds * 1000;
  return {
    headersTimeout: milliseconds,
    requestTimeout: milliseconds,
    connectionsCheckingInterval: Math.min(milliseconds, 1000),
  };
}

/** `host:port`, for addresses. */
export function authority({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function bindFailure(
  cause: NodeJS.ErrnoException,
  { host, port }: Address,
  { what, flag }: { what: string; flag: string },
): AppError {
  if (cause.code === 'EADDRINUSE')
    return new AppError(
      'conflict',
      `Port ${port} on ${host} is in use, so the ${what} cannot start. Stop the program that uses it, or choose another port with ${flag} (0 picks a free one).`,
      undefined,
      { cause },
    );
  const reason =
    cause.code === 'EACCES'
      ? `this user may not open port ${port}; choose another with ${flag}`
      : cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND'
        ? `this machine has no address ${host}; choose another with --host`
        : cause.message;
  return new AppError('invalidParams', `The ${what} cannot start on ${host}:${port}: ${reason}.`, undefined, { cause });
}

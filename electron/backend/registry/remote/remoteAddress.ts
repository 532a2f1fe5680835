import { AppError } from '#shared/rpc/errors.ts';

/** Another runtime server, as a node names it. */
export interface RemoteAddress {
  readonly url: string;
  /** `host:port`, for sentences. */
  readonly where: string;
  /** The variable of the environment, or the secret, that holds its token. */
  readonly tokenName: string;
}

/**
 * The server on which `metadata.runtime` places a node: an address that begins with `ws://` or `wss://`. Anything else there, such as
 * the name of a language, places nothing.
 * @throws AppError `invalidParams` for an address that cannot be used, or that holds a token: graphs are no place for one (N12)
 */
export function remoteAddress(runtime: unknown): RemoteAddress | undefined {
  if (typeof runtime !== 'string' || !/^wss?:\/\//i.test(runtime)) return undefined;
  if (!URL.canParse(runtime))
    throw new AppError('invalidParams', `${runtime} is no address of a server. Write ws://HOST:PORT.`);
  const url = new URL(runtime);
  const tokenName = `REFLOW_TOKEN_${url.host.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
  if (url.username !== '' || url.password !== '' || url.searchParams.has('token'))
    throw new AppError(
      'invalidParams',
      `The address of ${url.host} holds a token, which does not belong into a graph. Set ${tokenName} in the environment instead.`,
    );
  return { url: url.href, where: url.host, tokenName };
}

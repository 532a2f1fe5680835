import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may connect (X3, R4). */

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The token in `?token=` or `Authorization: Bearer`; undefined when there is none. */
export function tokenIn(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer\s+(\S.*?)\s*$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const query = request.url?.split('?', 2)[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get('token') ?? undefined);
}

/** Compares in a time that says nothing about where the two differ, nor how long they are. */
export function sameToken(given: string, wanted: string): boolean {
  const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

/**
 * Whether a browser's page may connect. Programs send no Origin and may. A page may when it came from this very server, by
 * a name that only this machine or the configured address has (so that no name of somebody else's can be pointed here), or
 * from an allowed origin.
 */
export function originAllowed(request: IncomingMessage, boundHost: string, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  if (page.host !== host) return false;
  return isLoopback(page.hostname) || !isLoopback(boundHost);
}

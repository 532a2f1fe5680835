import { createReadStream } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * What the editor's page may do in a browser (X2): run and load only what comes from here, connect only to here. Styles may be
 * inline because React Flow and Monaco position with them.
 */
export const editorPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = {
  'Content-Security-Policy': editorPolicy,
  'X-Content-Type-Options': 'nosniff',
  // The address holds the token.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Serves a folder's files, `/` as `index.html`; nothing outside the folder, links out included. */
export async function serveStatic(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = await locate(folder, request.url ?? '/');
  const handle = file === undefined ? undefined : await open(file, 'r').catch(() => undefined);
  const status = await handle?.stat();
  if (!file || !handle || !status?.isFile()) {
    await handle?.close();
    response.writeHead(404, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' });
    response.end(file === undefined ? 'There is nothing here.\n' : 'There is no such file here.\n');
    return;
  }
  const isHashed = path.basename(path.dirname(file)) === 'assets';
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Type': types[path.extname(file)] ?? 'application/octet-stream',
    'Content-Length': status.size,
    'Cache-Control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') {
    await handle.close();
    response.end();
    return;
  }
  // A browser that goes away in the middle is none of our failures.
  await pipeline(createReadStream(file, { fd: handle }), response).catch(() => {});
}

async function locate(folder: string, url: string): Promise<string | undefined> {
  let name: string;
  try {
    name = decodeURIComponent(url.split('?', 1)[0]!);
  } catch {
    return undefined;
  }
  if (name.includes('\0')) return undefined;
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined) return undefined;
  const wanted = path.join(root, name.endsWith('/') ? `${name}index.html` : name);
  const real = await realpath(wanted).catch(() => undefined);
  return real?.startsWith(root + path.sep) ? real : undefined;
}

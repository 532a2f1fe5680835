import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Session } from 'electron';
import { editorPolicy } from '../../backend/rpc/staticFiles.ts';
import { editorScheme } from './schemes.ts';

/** The only origin that windows show. */
export const editorOrigin = `${editorScheme}://editor`;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Serves the built editor to a session under `editorOrigin`, and refuses all other addresses there. */
export function serveEditor(session: Session, rendererFolder: string): void {
  session.protocol.handle(editorScheme, ({ url }) => editorFile(rendererFolder, url));
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isOwn(url) }));
}

/** A file of the editor as a response; anything outside `folder` does not exist. */
export async function editorFile(folder: string, url: string): Promise<Response> {
  const { host, pathname } = new URL(url);
  const relative = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
  const file = path.join(folder, path.normalize(relative));
  const contents = host === 'editor' ? await readFile(file).catch(() => undefined) : undefined;
  if (!contents) return new Response('Not found', { status: 404, headers: { 'content-type': 'text/plain' } });
  return new Response(new Uint8Array(contents), {
    headers: {
      'content-type': contentTypes[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': editorPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  });
}

function isOwn(url: string): boolean {
  return url.startsWith(`${editorOrigin}/`) || /^(blob:app:\/\/editor\/|data:|devtools:)/.test(url);
}

import type { DesktopBridge } from '#shared/desktop/desktopBridge.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { openWebSocket } from './webSocketTransport.ts';

declare global {
  interface Window {
    reflowStudio?: DesktopBridge;
  }
}

/** The desktop window's bridge; undefined in a browser (E12). */
export function desktopBridge(): DesktopBridge | undefined {
  return window.reflowStudio;
}

/** Opens a connection to the back end: through the preload script in the desktop window, by WebSocket in a browser. */
export function openTransport(): Promise<Transport> {
  const bridge = desktopBridge();
  return bridge ? bridge.connect() : openWebSocket(rpcAddress(window.location));
}

/** `/rpc` at the page's own origin, with the token of the page's address. */
export function rpcAddress(page: { protocol: string; host: string; search: string }): string {
  const token = new URLSearchParams(page.search).get('token');
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${page.host}/rpc${token === null ? '' : `?token=${encodeURIComponent(token)}`}`;
}

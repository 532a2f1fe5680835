import type { Transport } from '#shared/rpc/transport.ts';
import { openWebSocket } from './webSocketTransport.ts';

/** What the preload script of the desktop window exposes as `window.reflowStudio` (E12). */
export interface DesktopBridge {
  connect(): Promise<DesktopPort>;
  readonly platform: string;
  /** Asks for a folder and opens it; in the browser there is no such dialog. */
  openWorkspaceDialog?(): Promise<void>;
}

/** A port through the preload script: the same four operations as a Transport, listeners named as the bridge names them. */
export interface DesktopPort {
  send(text: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

declare global {
  interface Window {
    reflowStudio?: DesktopBridge;
  }
}

/** The desktop window's bridge; undefined in a browser. */
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

import { app, type IpcMainEvent, type IpcMainInvokeEvent, type Session, type WebContents } from 'electron';
import { editorOrigin } from './editorProtocol.ts';

/** Permissions the editor has: writing what the person copies to the clipboard. Everything else is denied (X2). */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** No page leaves the editor, opens another window, or embeds one, whoever made it (X2). */
export function refuseNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(granted.has(permission) && isEditor(contents.getURL())),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => granted.has(permission) && isEditor(origin));
  session.setDevicePermissionHandler(() => false);
}

/** Whether a message comes from the editor's own page, in the main frame of the window that the handler belongs to (X2). */
export function isFromEditor(event: IpcMainEvent | IpcMainInvokeEvent, window: WebContents): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === window.mainFrame && frame.origin === editorOrigin && isEditor(frame.url);
}

function isEditor(url: string): boolean {
  return url === editorOrigin || url.startsWith(`${editorOrigin}/`);
}

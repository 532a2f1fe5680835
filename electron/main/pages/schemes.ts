import { protocol } from 'electron';

/** The scheme of the editor's own files. */
export const editorScheme = 'app';

/** The scheme under which the pages of the chromium sandbox find their few files. */
export const sandboxScheme = 'sandbox';

/** Registers the program's own schemes, which can be done once only. Must run before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: editorScheme, privileges: { ...privileges, codeCache: true } },
    { scheme: sandboxScheme, privileges },
  ]);
}

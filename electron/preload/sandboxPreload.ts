import { ipcRenderer } from 'electron';
import { sandboxPageChannel } from '#shared/desktop/sandboxPage.ts';

// The page has no other way to anything: it is given two ports, once.
ipcRenderer.once(sandboxPageChannel, (event, start: unknown) => {
  window.postMessage(start, window.location.origin, [...event.ports]);
});

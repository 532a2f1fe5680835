import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { DesktopBridge } from '#shared/desktop/desktopBridge.ts';
import { desktopChannels, type ConnectAnswer } from '#shared/desktop/desktopChannels.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { portTransport } from './portTransport.ts';

let connections = 0;

/** Main sends the port under the number that was asked with, so that two connections made at once are not mixed up. */
async function connect(): Promise<Transport> {
  const number = ++connections;
  const arrived = new AbortController();
  const port = new Promise<MessagePort>((resolve) => {
    const receive = (event: Electron.IpcRendererEvent, answered: number): void => {
      if (answered === number) resolve(event.ports[0]!);
    };
    ipcRenderer.on(desktopChannels.port, receive);
    arrived.signal.addEventListener('abort', () => ipcRenderer.off(desktopChannels.port, receive));
  });
  try {
    const answer = (await ipcRenderer.invoke(desktopChannels.connect, number)) as ConnectAnswer;
    if (!answer.connected) throw new Error(answer.reason);
    return portTransport(await port);
  } finally {
    arrived.abort();
  }
}

/** Graphs that were to be opened before the page listened. */
const early: string[] = [];
let openGraph: ((path: string) => void) | undefined;
ipcRenderer.on(desktopChannels.openGraph, (_event, path: string) =>
  openGraph ? openGraph(path) : void early.push(path),
);

const bridge: DesktopBridge = {
  platform: process.platform,
  versions: ipcRenderer.sendSync(desktopChannels.versions) as DesktopBridge['versions'],
  connect,
  openWorkspaceDialog: () => ipcRenderer.invoke(desktopChannels.openWorkspaceDialog),
  openRecentWorkspace: (folder) => ipcRenderer.invoke(desktopChannels.openRecentWorkspace, folder),
  newWorkspace: () => ipcRenderer.invoke(desktopChannels.newWorkspace),
  openExampleWorkspace: (example) => ipcRenderer.invoke(desktopChannels.openExampleWorkspace, example),
  // Only files that the person dropped have a path; what a page makes itself has none.
  openDropped: (files) =>
    ipcRenderer.invoke(desktopChannels.openDropped, files.map((file) => webUtils.getPathForFile(file)).filter(Boolean)),
  onOpenGraph(listener) {
    openGraph = listener;
    for (const path of early.splice(0)) listener(path);
    return () => {
      openGraph = undefined;
    };
  },
  recentWorkspaces: () => ipcRenderer.invoke(desktopChannels.recentWorkspaces),
  setUnsaved: (unsaved) => ipcRenderer.send(desktopChannels.unsaved, unsaved),
  setMenu: (entries) => ipcRenderer.send(desktopChannels.menu, entries),
  onCommand(listener) {
    const receive = (_event: unknown, id: string): void => listener(id);
    ipcRenderer.on(desktopChannels.command, receive);
    return () => void ipcRenderer.off(desktopChannels.command, receive);
  },
};

contextBridge.exposeInMainWorld('reflowStudio', bridge);

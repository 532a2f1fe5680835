import { contextBridge, ipcRenderer } from 'electron';
import { desktopChannels, type ConnectAnswer, type DesktopBridge, type MenuCommand } from '#shared/desktop/desktop.ts';
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

const bridge: DesktopBridge = {
  platform: process.platform,
  versions: ipcRenderer.sendSync(desktopChannels.versions) as DesktopBridge['versions'],
  connect,
  openWorkspaceDialog: () => ipcRenderer.invoke(desktopChannels.openWorkspaceDialog),
  openRecentWorkspace: (folder) => ipcRenderer.invoke(desktopChannels.openRecentWorkspace, folder),
  newWorkspace: () => ipcRenderer.invoke(desktopChannels.newWorkspace),
  openExampleWorkspace: (example) => ipcRenderer.invoke(desktopChannels.openExampleWorkspace, example),
  recentWorkspaces: () => ipcRenderer.invoke(desktopChannels.recentWorkspaces),
  setUnsaved: (unsaved) => ipcRenderer.send(desktopChannels.unsaved, unsaved),
  onCommand(listener) {
    const receive = (_event: unknown, command: MenuCommand): void => listener(command);
    ipcRenderer.on(desktopChannels.command, receive);
    return () => void ipcRenderer.off(desktopChannels.command, receive);
  },
};

contextBridge.exposeInMainWorld('reflowStudio', bridge);

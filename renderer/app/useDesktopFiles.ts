import { useEffect } from 'react';
import { desktopBridge } from '../rpc/connect.ts';
import { useSession } from '../session/session.ts';

/** Files and folders dropped on the desktop window, and graphs that the system asks it to open (E10). */
export function useDesktopFiles(): void {
  const isReady = useSession((session) => session.workspace !== null && session.workspace !== undefined);
  const openGraph = useSession((session) => session.openGraph);
  const notifyError = useSession((session) => session.notifyError);
  useEffect(() => {
    const bridge = desktopBridge();
    if (!bridge) return;
    const over = (event: DragEvent): void => {
      if (bringsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!bringsFiles(event)) return;
      event.preventDefault();
      bridge.openDropped([...event.dataTransfer!.files]).catch(notifyError);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [notifyError]);
  useEffect(() => {
    if (isReady) return desktopBridge()?.onOpenGraph((path) => void openGraph(path).catch(notifyError));
  }, [isReady, openGraph, notifyError]);
}

/** Nodes and actors that are dragged within the window are the canvas's own matter. */
function bringsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

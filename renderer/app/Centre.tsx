import type { Viewport } from '@xyflow/react';
import { Maximize2, Minimize2, X } from 'lucide-react';
import { useCallback, useState } from 'react';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import { Canvas } from '../graph/Canvas.tsx';
import { GuideStrip } from '../guide/GuideStrip.tsx';
import { useCommand } from '../commands/commandsContext.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { GraphTabs } from './GraphTabs.tsx';
import { Notices } from './Notices.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { codePanel } from './panels.tsx';
import { Region } from './Region.tsx';
import { Divider } from './Divider.tsx';
import { useSession } from '../session/session.ts';
import { Welcome } from './Welcome.tsx';

/** The middle of the window: the canvas, and the code beside it once a file is open. */
export function Centre() {
  const isCodeOpen = useSession((session) => session.code !== null);
  const [isCodeWide, setCodeWide] = useState(false);
  const showCanvas = !isCodeOpen || !isCodeWide;
  const panelIds = [...(showCanvas ? ['canvas'] : []), ...(isCodeOpen ? ['code'] : [])];
  const layout = useDefaultLayout({ id: 'centre', panelIds, storage: localStorage });
  return (
    <div className="relative h-full">
      <Group {...layout} orientation="horizontal" className="h-full">
        {showCanvas && (
          <Panel id="canvas" minSize={240}>
            <div className="flex h-full min-h-0 flex-col">
              <GraphTabs />
              <Breadcrumb />
              <GuideStrip />
              <GraphInFront />
            </div>
          </Panel>
        )}
        {showCanvas && isCodeOpen && <Divider />}
        {isCodeOpen && (
          <Panel id="code" minSize={280} defaultSize="56%">
            <div className="flex h-full min-h-0 flex-col">
              <CodeHeader isWide={isCodeWide} onWide={setCodeWide} />
              <div className="min-h-0 flex-1">
                <Region {...codePanel} />
              </div>
            </div>
          </Panel>
        )}
      </Group>
      <Notices />
    </div>
  );
}

function GraphInFront() {
  const path = useSession((session) => session.activePath);
  const [viewports] = useState(() => new Map<string, Viewport>());
  return (
    <section aria-label="Canvas" className="min-h-0 flex-1 bg-app">
      <ErrorBoundary name="Canvas">
        {path === null ? <Welcome /> : <RememberedCanvas key={path} path={path} viewports={viewports} />}
      </ErrorBoundary>
    </section>
  );
}

function RememberedCanvas({ path, viewports }: { path: string; viewports: Map<string, Viewport> }) {
  const [initial] = useState(() => viewports.get(path));
  const remember = useCallback((viewport: Viewport) => void viewports.set(path, viewport), [viewports, path]);
  return <Canvas viewport={initial} onViewport={remember} />;
}

function CodeHeader({ isWide, onWide }: { isWide: boolean; onWide: (wide: boolean) => void }) {
  const close = useSession((session) => session.closeCode);
  const { keys } = useCommand('view.code');
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line bg-surface pr-1 pl-3">
      <h2 className="mr-auto font-semibold">Code</h2>
      <IconButton
        label={isWide ? 'Show the canvas beside the code' : 'Hide the canvas'}
        icon={isWide ? Minimize2 : Maximize2}
        onClick={() => onWide(!isWide)}
      />
      <IconButton label="Close code" icon={X} keys={keys[0]} onClick={close} />
    </div>
  );
}

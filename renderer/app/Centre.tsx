import type { Viewport } from '@xyflow/react';
import { Maximize2, Minimize2, X } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import { Canvas } from '../canvas/Canvas.tsx';
import { GuideStrip } from '../guide/GuideStrip.tsx';
import { useCommand } from '../commands/commandsContext.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { GraphTabs } from './GraphTabs.tsx';
import { Notices } from './Notices.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { usePreferences, usePreferencesStore } from '../preferences/preferences.ts';
import { codePanel } from './panels.tsx';
import { Region } from './Region.tsx';
import { Divider } from './Divider.tsx';
import { useSession } from '../session/session.ts';
import { Welcome } from './Welcome.tsx';

/** Below this many pixels neither the canvas nor the code could be used beside the other. */
const roomForBoth = 560;

/** The middle of the window: the canvas, and the code beside it once a file is open, or in its place where there is no room for both. */
export function Centre() {
  const isCodeOpen = useSession((session) => session.code !== null);
  const centre = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow(centre);
  const preferences = usePreferencesStore();
  const isCodeAlone = usePreferences(({ codeAlone }) => codeAlone) ?? isNarrow;
  const showCanvas = !isCodeOpen || !isCodeAlone;
  const panelIds = [...(showCanvas ? ['canvas'] : []), ...(isCodeOpen ? ['code'] : [])];
  const layout = useDefaultLayout({ id: 'centre', panelIds, storage: localStorage });
  // Here, and not with the canvas, which is gone while the code is alone.
  const [viewports] = useState(() => new Map<string, Viewport>());
  return (
    <div ref={centre} className="relative h-full">
      <Group {...layout} orientation="horizontal" className="h-full">
        {showCanvas && (
          <Panel id="canvas" minSize={240}>
            <div className="flex h-full min-h-0 flex-col">
              <GraphTabs />
              <Breadcrumb />
              <GuideStrip />
              <GraphInFront viewports={viewports} />
            </div>
          </Panel>
        )}
        {showCanvas && isCodeOpen && <Divider />}
        {isCodeOpen && (
          <Panel id="code" minSize={280} defaultSize="56%">
            <div className="flex h-full min-h-0 flex-col">
              <CodeHeader isAlone={isCodeAlone} onAlone={(codeAlone) => preferences.setState({ codeAlone })} />
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

function useIsNarrow(element: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setNarrow(entry!.contentRect.width < roomForBoth));
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return isNarrow;
}

function GraphInFront({ viewports }: { viewports: Map<string, Viewport> }) {
  const path = useSession((session) => session.activePath);
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

function CodeHeader({ isAlone, onAlone }: { isAlone: boolean; onAlone: (isAlone: boolean) => void }) {
  const close = useSession((session) => session.closeCode);
  const { keys } = useCommand('view.code');
  const alone = useCommand('code.alone');
  return (
    <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line bg-surface pr-1 pl-3">
      <h2 className="mr-auto font-semibold">Code</h2>
      <IconButton
        label={isAlone ? 'Show the canvas beside the code' : 'Hide the canvas'}
        icon={isAlone ? Minimize2 : Maximize2}
        keys={alone.keys[0]}
        onClick={() => onAlone(!isAlone)}
      />
      <IconButton label="Close code" icon={X} keys={keys[0]} onClick={close} />
    </div>
  );
}

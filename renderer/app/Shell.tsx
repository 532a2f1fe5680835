import { Tooltip } from 'radix-ui';
import { useEffect, useMemo, useState, type RefObject } from 'react';
import { Group, Panel, useDefaultLayout, useGroupRef } from 'react-resizable-panels';
import { CodeHandleProvider, type CodeHandle } from '../commands/codeHandle.ts';
import { CanvasHandleProvider, type CanvasHandle } from '../commands/canvasHandle.ts';
import { Palette } from '../palette/Palette.tsx';
import { SecretsDialog } from '../secrets/SecretsDialog.tsx';
import { desktopBridge } from '../rpc/connect.ts';
import { ActivityRail } from './ActivityRail.tsx';
import { Banners } from './Banners.tsx';
import { BottomPanel, BottomTabs } from './BottomPanel.tsx';
import { Centre } from './Centre.tsx';
import { CommandPalette } from '../commands/CommandPalette.tsx';
import type { DialogName } from '../commands/commandHost.ts';
import { createCommands } from '../commands/commands.ts';
import { CommandsProvider } from '../commands/commandsContext.ts';
import { ConflictDialog } from './ConflictDialog.tsx';
import { desktopCommands } from '../commands/desktopCommands.ts';
import { Divider } from './Divider.tsx';
import { Files } from './Files.tsx';
import { isUnsaved, tabTitle } from '../session/graphTab.ts';
import { withBindings } from '../commands/keyBindings.ts';
import { NewActorDialog } from './NewActorDialog.tsx';
import { NewGraphDialog } from './NewGraphDialog.tsx';
import { NodeClipboard } from '../commands/nodeClipboard.ts';
import { inspectorPanel } from './panels.tsx';
import { usePreferences, usePreferencesStore, useShowsInspector, useTheme } from '../preferences/preferences.ts';
import { Region } from './Region.tsx';
import { useSession, useSessionStore } from '../session/session.ts';
import { findTab } from '../session/tabs.ts';
import { ShortcutsDialog } from '../commands/ShortcutsDialog.tsx';
import { SubgraphDialog } from './SubgraphDialog.tsx';
import { TitleBar } from './TitleBar.tsx';
import { useDesktopFiles } from './useDesktopFiles.ts';
import { useDesktopMenu } from '../commands/useDesktopMenu.ts';
import { WelcomeDialog } from './WelcomeDialog.tsx';
import { useShortcuts } from '../commands/useShortcuts.ts';

/** The window (UI.md): title bar, rail, sidebar, centre, inspector and the panels below, all of whose sizes are remembered. */
export function Shell({ onReconnect }: { onReconnect: () => void }) {
  const session = useSessionStore();
  const preferences = usePreferencesStore();
  // Not useRef: the commands take them, and look at them only when they run.
  const [canvas] = useState<RefObject<CanvasHandle | null>>(() => ({ current: null }));
  const [code] = useState<RefObject<CodeHandle | null>>(() => ({ current: null }));
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const keys = usePreferences((state) => state.keys);
  const defaults = useMemo(
    () => [
      ...createCommands({
        session,
        preferences,
        canvas,
        code,
        clipboard: new NodeClipboard(session, canvas, navigator.clipboard),
        openDialog: setDialog,
      }),
      ...desktopCommands(desktopBridge(), session.getState().notifyError),
    ],
    [session, preferences, canvas, code],
  );
  const commands = useMemo(() => ({ bound: withBindings(defaults, keys), defaults }), [defaults, keys]);
  useShortcuts(commands.bound);
  useDesktopMenu(commands.bound);
  useShownTheme();
  useDocumentTitle();
  useUnsavedMark();
  useDesktopFiles();
  const close = (): void => setDialog(null);
  return (
    <CommandsProvider value={commands}>
      <CanvasHandleProvider value={canvas}>
        <CodeHandleProvider value={code}>
          <Tooltip.Provider delayDuration={400}>
            <div className="flex h-full flex-col">
              <TitleBar />
              <Banners onReconnect={onReconnect} />
              <div className="flex min-h-0 flex-1">
                <ActivityRail />
                <Panels />
              </div>
            </div>
            <ConflictDialog />
            {dialog === 'commands' && <CommandPalette onClose={close} />}
            {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
            {dialog === 'newGraph' && <NewGraphDialog onClose={close} />}
            {dialog === 'subgraph' && <SubgraphDialog onClose={close} />}
            {dialog === 'welcome' && <WelcomeDialog onClose={close} />}
            {dialog === 'secrets' && <SecretsDialog onClose={close} />}
            {dialog === 'newActor' && <NewActorDialog onClose={close} />}
          </Tooltip.Provider>
        </CodeHandleProvider>
      </CanvasHandleProvider>
    </CommandsProvider>
  );
}

/** Shares of the height that the panel below has, in percent: as it is at first, and enlarged. */
const [usualPanel, largePanel] = [25, 75];

function Panels() {
  const bottomPanel = usePreferences((state) => state.bottomPanel);
  const panelIds = ['upper', ...(bottomPanel ? ['lower'] : [])];
  const layout = useDefaultLayout({ id: 'window', panelIds, storage: localStorage });
  const group = useGroupRef();
  const [smaller, setSmaller] = useState<number>();
  const enlarge = (): void => {
    const lower = group.current?.getLayout()['lower'] ?? 0;
    const isLarge = lower > largePanel - 10;
    setSmaller(isLarge ? undefined : lower);
    const share = isLarge ? (smaller ?? usualPanel) : largePanel;
    group.current?.setLayout({ upper: 100 - share, lower: share });
  };
  return (
    <main className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Group {...layout} groupRef={group} orientation="vertical" className="min-h-0 flex-1">
        <Panel id="upper" minSize={200}>
          <UpperPanels />
        </Panel>
        {bottomPanel && <Divider horizontal />}
        {bottomPanel && (
          <Panel
            id="lower"
            minSize={96}
            defaultSize={184}
            groupResizeBehavior="preserve-pixel-size"
            className="flex flex-col"
          >
            <BottomTabs onEnlarge={enlarge} />
            <div className="min-h-0 flex-1 border-t border-line">
              <BottomPanel name={bottomPanel} />
            </div>
          </Panel>
        )}
      </Group>
      {!bottomPanel && <BottomTabs />}
    </main>
  );
}

function UpperPanels() {
  const sidebar = usePreferences((state) => state.sidebar);
  const showInspector = useShowsInspector();
  const panelIds = [...(sidebar ? ['sidebar'] : []), 'centre', ...(showInspector ? ['inspector'] : [])];
  const layout = useDefaultLayout({ id: 'upper', panelIds, storage: localStorage });
  return (
    <Group {...layout} orientation="horizontal" className="h-full">
      {sidebar && (
        <Panel id="sidebar" minSize={160} maxSize={480} defaultSize={216} groupResizeBehavior="preserve-pixel-size">
          <Region key={sidebar} name={sidebar} component={sidebar === 'Palette' ? Palette : Files} />
        </Panel>
      )}
      {sidebar && <Divider />}
      <Panel id="centre" minSize={320}>
        <Centre />
      </Panel>
      {showInspector && <Divider />}
      {showInspector && (
        <Panel id="inspector" minSize={220} maxSize={640} defaultSize={300} groupResizeBehavior="preserve-pixel-size">
          <Region {...inspectorPanel} />
        </Panel>
      )}
    </Group>
  );
}

function useDocumentTitle(): void {
  const title = useSession((state) => {
    const tab = findTab(state, state.activePath);
    return tab ? tabTitle(tab) : state.workspace?.name;
  });
  useEffect(() => {
    document.title = title === undefined ? 'Reflow Studio' : `${title} – Reflow Studio`;
  }, [title]);
}

function useShownTheme(): void {
  const theme = useTheme();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}

/** Says in the window's frame, and when the page is left, that there is work that is not saved. */
function useUnsavedMark(): void {
  const unsaved = useSession((state) => state.tabs.some(isUnsaved));
  const unsent = useSession((state) => state.tabs.some((tab) => tab.pending.length > 0));
  useEffect(() => desktopBridge()?.setUnsaved(unsaved), [unsaved]);
  useEffect(() => {
    if (!unsent) return;
    // What was sent is in the journal and comes back; only what could not be sent would be lost.
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [unsent]);
}

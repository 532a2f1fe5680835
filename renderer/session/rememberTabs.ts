import type { PreferencesStore } from '../preferences/preferences.ts';
import type { SessionStore } from './session.ts';
import { trailOf } from './trail.ts';

/** Opens the graphs that were open when this workspace was last shown, else its first one (E9), and remembers what is open. */
export function rememberTabs(session: SessionStore, preferences: PreferencesStore): void {
  let restored = false;
  session.subscribe((state, before) => {
    const { workspace } = state;
    if (!workspace) return;
    if (!restored) {
      restored = true;
      const there = new Set(workspace.graphs.map(({ path }) => path));
      const remembered = preferences.getState().openGraphs[workspace.root]?.filter((path) => there.has(path)) ?? [];
      const paths = remembered.length > 0 ? remembered : workspace.graphs.slice(0, 1).map(({ path }) => path);
      void openAll(session, paths);
      return;
    }
    if (state.tabs.length === before.tabs.length && state.activePath === before.activePath) return;
    const front = trailOf(state)
      .slice(0, 1)
      .map(({ path }) => path);
    const others = state.tabs
      .filter(({ path, within }) => within === null && !front.includes(path))
      .map(({ path }) => path);
    preferences.setState(({ openGraphs }) => ({
      openGraphs: { ...openGraphs, [workspace.root]: [...front, ...others] },
    }));
  });
}

async function openAll(session: SessionStore, paths: readonly string[]): Promise<void> {
  for (const path of paths) await session.getState().openGraph(path);
  if (paths[0] !== undefined) session.getState().activateGraph(paths[0]);
}

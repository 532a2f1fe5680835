import type { GraphTab } from './graphTab.ts';
import type { SessionState } from './session.ts';
import { trailOf } from './trail.ts';

type TabView = Pick<SessionState, 'tabs' | 'activePath' | 'graph' | 'graphProblems'>;

const noProblems: GraphTab['problems'] = [];

/** The parts of the session that follow from its tabs and the one in front. */
export function tabView(tabs: readonly GraphTab[], activePath: string | null): TabView {
  const active = tabs.find((tab) => tab.path === activePath);
  return {
    tabs,
    activePath: active?.path ?? null,
    graph: active?.graph ?? null,
    graphProblems: active?.problems ?? noProblems,
  };
}

/** The session with one tab changed; unchanged when there is no such tab. */
export function withTab(
  state: Pick<SessionState, 'tabs' | 'activePath'>,
  path: string,
  change: (tab: GraphTab) => GraphTab,
): TabView {
  return tabView(
    state.tabs.map((tab) => (tab.path === path ? change(tab) : tab)),
    state.activePath,
  );
}

/** The tab of a graph, where it is open. */
export function findTab(state: Pick<SessionState, 'tabs'>, path: string | null): GraphTab | undefined {
  return state.tabs.find((tab) => tab.path === path);
}

/** A tab added, or replaced where it is open already, and brought to the front. */
export function withOpenTab(state: Pick<SessionState, 'tabs'>, tab: GraphTab): TabView {
  const isOpen = state.tabs.some(({ path }) => path === tab.path);
  const tabs = isOpen ? state.tabs.map((one) => (one.path === tab.path ? tab : one)) : [...state.tabs, tab];
  return tabView(tabs, tab.path);
}

/** A tab closed with the graphs that are shown inside it; when it was in front, its neighbour comes there. */
export function withoutTab(state: Pick<SessionState, 'tabs' | 'activePath'>, path: string): TabView {
  const isClosed = (tab: GraphTab): boolean =>
    trailOf({ tabs: state.tabs, activePath: tab.path }).some((one) => one.path === path);
  const tabs = state.tabs.filter((tab) => !isClosed(tab));
  if (tabs.some((tab) => tab.path === state.activePath)) return tabView(tabs, state.activePath);
  const index = state.tabs.findIndex((tab) => tab.path === path);
  const shown = (from: readonly GraphTab[]): GraphTab | undefined =>
    from.find((tab) => tab.within === null && tabs.includes(tab));
  const next = shown(state.tabs.slice(index)) ?? shown(state.tabs.slice(0, index).toReversed());
  return tabView(tabs, next?.path ?? null);
}

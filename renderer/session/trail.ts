import type { GraphTab } from './graphTab.ts';
import type { SessionState } from './session.ts';

type Tabs = Pick<SessionState, 'tabs' | 'activePath'>;

/** The graphs around the one in front, outermost first, and that one itself; empty without one. */
export function trailOf({ tabs, activePath }: Tabs): GraphTab[] {
  const trail: GraphTab[] = [];
  for (let path = activePath; path !== null;) {
    const here: string = path;
    const tab = tabs.find((one) => one.path === here);
    if (!tab || trail.includes(tab)) break;
    trail.unshift(tab);
    path = tab.within?.path ?? null;
  }
  return trail;
}

/** The node of an outer graph by which the graph in front was entered; undefined where that is not around it. */
export function enteredBy(tabs: Tabs, outer: string): string | undefined {
  return trailOf(tabs).find(({ within }) => within?.path === outer)?.within?.node;
}

/** Where the graph in front runs: the outermost graph's path, and what comes before its nodes' ids there (N11). */
export interface RunPlace {
  readonly path: string;
  /** Empty for a graph that is not shown inside another, else `outer/inner/`. */
  readonly prefix: string;
}

/** null without a graph. */
export function runPlace(tabs: Tabs): RunPlace | null {
  const trail = trailOf(tabs);
  const [outermost] = trail;
  if (!outermost) return null;
  const prefix = trail.map(({ within }) => (within ? `${within.node}/` : '')).join('');
  return { path: outermost.path, prefix };
}

import { createContext, useContext, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { newGuide, type GuideProgress } from './guideProgress.ts';

export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast';
/** The themes in their order, and what they are called. */
export const themeChoices: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'contrast', label: 'High contrast' },
];
export type SidebarName = 'Palette' | 'Files';
/** The panels below the canvas, in the order of their tabs. */
export const bottomPanelNames = ['Log', 'Problems', 'Messages', 'State', 'Runs', 'Metrics'] as const;
export type BottomPanelName = (typeof bottomPanelNames)[number];
export type Theme = Exclude<ThemeChoice, 'system'>;

/** Keys that a person chose, by command id; an empty list takes a command's keys away. Commands that are not named keep their own. */
export type KeyBindings = Readonly<Record<string, readonly string[]>>;

/** What a person has arranged in this window; kept in the browser's storage. */
export interface Preferences {
  readonly theme: ThemeChoice;
  readonly snapToGrid: boolean;
  readonly showMinimap: boolean;
  /** What shows at the left; null when that side is closed. */
  readonly sidebar: SidebarName | null;
  /** Null for as there is room. */
  readonly showInspector: boolean | null;
  /** What shows below the canvas; null when that is closed. */
  readonly bottomPanel: BottomPanelName | null;
  /** Whether open code hides the canvas; null for as there is room. */
  readonly codeAlone: boolean | null;
  /** Keys that were chosen, by command. */
  readonly keys: KeyBindings;
  /** Open graph tabs by workspace root; the one in front first. */
  readonly openGraphs: Readonly<Record<string, readonly string[]>>;
  /** How far the person is through the first steps (E9). */
  readonly guide: GuideProgress;
}

/** What a person has arranged, and who follows it. */
export type PreferencesStore = StoreApi<Preferences>;

const storageKey = 'reflow-studio.preferences';
const defaults: Preferences = {
  theme: 'system',
  snapToGrid: true,
  showMinimap: true,
  sidebar: 'Palette',
  showInspector: null,
  bottomPanel: 'Log',
  codeAlone: null,
  keys: {},
  openGraphs: {},
  guide: newGuide,
};

/** A window in which all panels leave a canvas to work on; one that is zoomed or small begins with fewer (E8). */
const roomForInspector = '(min-width: 900px)';
const heightForPanels = 560;
/** A window that is not laid out yet has nearly no height, which says nothing. */
const leastHeight = 150;

/** @param height of the window, in pixels of the page */
export function createPreferences(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  height = heightForPanels,
): PreferencesStore {
  const isLow = height > leastHeight && height < heightForPanels;
  const arranged: Partial<Preferences> = isLow ? { bottomPanel: null } : {};
  const store = createStore<Preferences>()(() => ({ ...defaults, ...arranged, ...stored(storage) }));
  store.subscribe((now, before) => {
    // Other windows keep theirs in the same place: only what was changed here is written over.
    const kept = stored(storage);
    const changed = changedEntries(now, before);
    const openGraphs = { ...kept.openGraphs, ...changedEntries(now.openGraphs, before.openGraphs) };
    storage.setItem(storageKey, JSON.stringify({ ...kept, ...changed, openGraphs }));
  });
  return store;
}

function changedEntries<T extends object>(now: T, before: T): Partial<T> {
  const entries = Object.entries(now).filter(([key, value]) => value !== before[key as keyof T]);
  return Object.fromEntries(entries) as Partial<T>;
}

function stored(storage: Pick<Storage, 'getItem'>): Partial<Preferences> {
  try {
    const value: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

const PreferencesContext = createContext<PreferencesStore | null>(null);

export const PreferencesProvider = PreferencesContext.Provider;

/** The preferences themselves, to be changed. */
export function usePreferencesStore(): PreferencesStore {
  const store = useContext(PreferencesContext);
  if (!store) throw new Error('usePreferences needs a PreferencesProvider around it');
  return store;
}

/** A part of the preferences, followed. */
export function usePreferences<T>(selector: (preferences: Preferences) => T): T {
  return useStore(usePreferencesStore(), selector);
}

/** Whether the inspector shows: as was chosen, else where it leaves a canvas to work on. */
export function showsInspector({ showInspector }: Preferences): boolean {
  return showInspector ?? window.matchMedia(roomForInspector).matches;
}

/** `showsInspector`, followed. */
export function useShowsInspector(): boolean {
  const chosen = usePreferences((preferences) => preferences.showInspector);
  const hasRoom = useMediaQuery(roomForInspector);
  return chosen ?? hasRoom;
}

/** The theme that shows: the one chosen, else the system's. For editors and charts that colour themselves. */
export function useTheme(): Theme {
  const choice = usePreferences((preferences) => preferences.theme);
  const prefersDark = useMediaQuery('(prefers-color-scheme: dark)');
  const prefersContrast = useMediaQuery('(prefers-contrast: more)');
  if (choice !== 'system') return choice;
  if (prefersContrast) return 'contrast';
  return prefersDark ? 'dark' : 'light';
}

function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

import {
  Activity,
  Code,
  Database,
  History,
  Info,
  ListTree,
  MessagesSquare,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { lazy, type ComponentType } from 'react';
import type { BottomPanelName } from './preferences.ts';

/** A panel of the window: the shell makes the labelled region, the component fills it (E11). */
export interface PanelDefinition<Name extends string = string> {
  /** Also the region's accessible name. */
  readonly name: Name;
  readonly icon: LucideIcon;
  readonly component: ComponentType;
}

export const inspectorPanel: PanelDefinition<'Inspector'> = {
  name: 'Inspector',
  icon: Info,
  component: lazy(() => import('../inspector/InspectorPanel.tsx')),
};

export const codePanel: PanelDefinition<'Code'> = {
  name: 'Code',
  icon: Code,
  component: lazy(() => import('../code/CodePanel.tsx')),
};

/** The panels below the canvas, in the order of their tabs. */
export const bottomPanels: readonly PanelDefinition<BottomPanelName>[] = [
  { name: 'Log', icon: ListTree, component: lazy(() => import('../log/LogPanel.tsx')) },
  { name: 'Problems', icon: TriangleAlert, component: lazy(() => import('../problems/ProblemsPanel.tsx')) },
  { name: 'Messages', icon: MessagesSquare, component: lazy(() => import('../messages/MessagesPanel.tsx')) },
  { name: 'State', icon: Database, component: lazy(() => import('../state/StatePanel.tsx')) },
  { name: 'Runs', icon: History, component: lazy(() => import('../runs/RunsPanel.tsx')) },
  { name: 'Metrics', icon: Activity, component: lazy(() => import('../metrics/MetricsPanel.tsx')) },
];

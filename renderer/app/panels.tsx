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
import { bottomPanelNames, type BottomPanelName } from '../preferences/preferences.ts';

/** A panel of the window: the shell makes the labelled region, the component fills it (E11). */
export interface PanelDefinition<Name extends string = string> {
  /** Also the region's accessible name. */
  readonly name: Name;
  /** What its button in the rail says that it shows, where the name would be taken for that of Run (E11). */
  readonly shows?: string;
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

const bottomPanelParts: Readonly<Record<BottomPanelName, Omit<PanelDefinition, 'name'>>> = {
  Log: { icon: ListTree, component: lazy(() => import('../log/LogPanel.tsx')) },
  Problems: { icon: TriangleAlert, component: lazy(() => import('../problems/ProblemsPanel.tsx')) },
  Messages: { icon: MessagesSquare, component: lazy(() => import('../messages/MessagesPanel.tsx')) },
  State: { icon: Database, component: lazy(() => import('../state/StatePanel.tsx')) },
  Runs: { shows: 'history', icon: History, component: lazy(() => import('../runs/RunsPanel.tsx')) },
  Metrics: { icon: Activity, component: lazy(() => import('../metrics/MetricsPanel.tsx')) },
};

/** The panels below the canvas, in the order of their tabs. */
export const bottomPanels: readonly PanelDefinition<BottomPanelName>[] = bottomPanelNames.map((name) => ({
  name,
  ...bottomPanelParts[name],
}));

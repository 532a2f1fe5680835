import {
  Grid3x3,
  Lasso,
  Map as MapIcon,
  Maximize,
  MessageSquarePlus,
  Minus,
  Network,
  Plus,
  Search,
  Shapes,
} from 'lucide-react';
import { useState } from 'react';
import { usePreferences, usePreferencesStore } from '../app/preferences.ts';
import { IconButton } from '../app/IconButton.tsx';
import type { CanvasHandle } from './canvasHandle.ts';
import { useCanvas } from './canvasStore.ts';
import { PortMark } from './PortMark.tsx';
import { legend } from './portStyle.ts';

/** Buttons at the canvas's corner: zoom, fit, arrange, snap, minimap, legend. */
export function CanvasToolbar({ actions }: { actions: CanvasHandle }) {
  const preferences = usePreferencesStore();
  const snapToGrid = usePreferences((state) => state.snapToGrid);
  const showMinimap = usePreferences((state) => state.showMinimap);
  const lasso = useCanvas((canvas) => canvas.lasso);
  const [showLegend, setShowLegend] = useState(false);
  return (
    <div className="absolute bottom-3 left-3 z-10 flex flex-col items-start gap-2">
      {showLegend && <Legend />}
      <div
        role="toolbar"
        aria-label="View"
        className="flex rounded-lg border border-line bg-surface p-0.5 shadow-raised"
      >
        <IconButton label="Zoom out" icon={Minus} side="top" onClick={actions.zoomOut} />
        <IconButton label="Zoom in" icon={Plus} side="top" onClick={actions.zoomIn} />
        <IconButton label="Fit view" keys="1" icon={Maximize} side="top" onClick={actions.fitView} />
        <IconButton label="Arrange" icon={Network} side="top" onClick={() => void actions.arrange()} />
        <IconButton label="Lasso" keys="L" icon={Lasso} side="top" pressed={lasso} onClick={actions.toggleLasso} />
        <IconButton label="Comment" keys="Shift+C" icon={MessageSquarePlus} side="top" onClick={actions.addComment} />
        <IconButton label="Find" keys="Mod+F" icon={Search} side="top" onClick={actions.find} />
        <IconButton
          label="Snap to grid"
          icon={Grid3x3}
          side="top"
          pressed={snapToGrid}
          onClick={() => preferences.setState({ snapToGrid: !snapToGrid })}
        />
        <IconButton
          label="Minimap"
          icon={MapIcon}
          side="top"
          pressed={showMinimap}
          onClick={() => preferences.setState({ showMinimap: !showMinimap })}
        />
        <IconButton
          label="Legend"
          icon={Shapes}
          side="top"
          pressed={showLegend}
          onClick={() => setShowLegend(!showLegend)}
        />
      </div>
    </div>
  );
}

function Legend() {
  return (
    <ul
      aria-label="Legend of port types"
      className="grid grid-cols-2 gap-x-4 gap-y-0.5 rounded-lg border border-line bg-surface px-3 py-2 text-sm shadow-raised"
    >
      {legend.map(({ label, type }) => (
        <li key={label} className="flex items-center gap-2">
          <PortMark type={type} />
          {label}
        </li>
      ))}
    </ul>
  );
}

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
import { memo } from 'react';
import { CommandButton } from '../commands/CommandButton.tsx';
import { usePreferences } from '../preferences/preferences.ts';
import { useCanvas } from './canvasStore.ts';
import { PortMark } from './cards/PortMark.tsx';
import { legend } from './cards/portStyle.ts';

/** Buttons at the canvas's corner: zoom, fit, arrange, snap, minimap, legend. Where the canvas is narrow, above React Flow's name. */
export const CanvasToolbar = memo(function CanvasToolbar() {
  const snapToGrid = usePreferences((state) => state.snapToGrid);
  const showMinimap = usePreferences((state) => state.showMinimap);
  const lasso = useCanvas((canvas) => canvas.lasso);
  const showLegend = useCanvas((canvas) => canvas.legend);
  return (
    <div className="pointer-events-none absolute right-3 bottom-3 left-3 z-10 @max-[376px]:bottom-6 flex flex-col items-start gap-2 *:pointer-events-auto">
      {showLegend && <Legend />}
      <div
        role="toolbar"
        aria-label="View"
        className="flex max-w-full flex-wrap rounded-lg border border-line bg-surface p-0.5 shadow-raised"
      >
        <CommandButton id="more.zoomOut" label="Zoom out" icon={Minus} side="top" />
        <CommandButton id="more.zoomIn" label="Zoom in" icon={Plus} side="top" />
        <CommandButton id="view.fit" label="Fit view" icon={Maximize} side="top" />
        <CommandButton id="more.arrange" label="Arrange" icon={Network} side="top" />
        <CommandButton id="more.lasso" label="Lasso" icon={Lasso} side="top" pressed={lasso} />
        <CommandButton id="more.comment" label="Comment" icon={MessageSquarePlus} side="top" />
        <CommandButton id="more.find" label="Find" icon={Search} side="top" />
        <CommandButton id="more.snap" label="Snap to grid" icon={Grid3x3} side="top" pressed={snapToGrid} />
        <CommandButton id="more.minimap" label="Minimap" icon={MapIcon} side="top" pressed={showMinimap} />
        <CommandButton id="more.legend" label="Legend" icon={Shapes} side="top" pressed={showLegend} />
      </div>
    </div>
  );
});

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

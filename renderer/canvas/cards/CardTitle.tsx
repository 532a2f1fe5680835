import { useEffect, useRef } from 'react';
import { useSessionStore } from '../../session/session.ts';
import { useCanvas, useCanvasStore } from '../canvasStore.ts';
import { renameNode } from '../../graph/graphSteps.ts';

/** A card's title, and the field that takes its place while it is renamed. */
export function CardTitle({ node, title, lines = 1 }: { node: string; title: string; lines?: 1 | 2 }) {
  const isRenaming = useCanvas((canvas) => canvas.renaming === node);
  if (!isRenaming)
    return (
      <span className={`font-semibold ${lines === 1 ? 'truncate' : 'line-clamp-2 break-words'}`} title={title}>
        {title}
      </span>
    );
  return <TitleField node={node} title={title} />;
}

function TitleField({ node, title }: { node: string; title: string }) {
  const canvas = useCanvasStore();
  const session = useSessionStore();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);

  const finish = (keep: boolean): void => {
    const { graph, applyStep } = session.getState();
    if (canvas.getState().renaming !== node) return;
    if (keep && graph) applyStep(renameNode(graph, node, field.current?.value.trim() ?? title));
    canvas.getState().rename(null);
  };

  return (
    <input
      ref={field}
      aria-label={`Title of ${title}`}
      defaultValue={title}
      className="nodrag min-w-0 flex-1 rounded-sm border border-accent bg-surface px-1 font-semibold"
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        finish(event.key === 'Enter');
        document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(node)}"]`)?.focus();
      }}
    />
  );
}

import { useEffect, useRef } from 'react';
import type { Group } from '#shared/graph/graph.ts';
import { groupName, renameGroup } from '../../graph/groupSteps.ts';
import { useSessionStore } from '../../session/session.ts';
import { useCanvasStore } from '../canvasStore.ts';

/** The field that takes the place of a group's title while it is named. */
export function GroupName({ group }: { group: Group }) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const finish = (keep: boolean): void => {
    const { graph, applyStep } = session.getState();
    if (canvas.getState().renaming !== groupElement(group.id)) return;
    if (keep && graph) applyStep(renameGroup(graph, group.id, field.current?.value.trim() ?? ''));
    canvas.getState().rename(null);
  };
  return (
    <input
      ref={field}
      aria-label={`Name of ${groupName(group)}`}
      defaultValue={groupName(group)}
      className="nopan pointer-events-auto mx-2 mt-0.5 max-w-full rounded-sm border border-accent bg-surface px-1 text-sm font-semibold"
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter' || event.key === 'Escape') finish(event.key === 'Enter');
      }}
    />
  );
}

/** What `renaming` of the canvas says while a group is named. */
export function groupElement(group: string): string {
  return `group ${group}`;
}

import { type NodeProps } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import { useSessionStore } from '../../session/session.ts';
import { useCanvas, useCanvasStore } from '../canvasStore.ts';
import { changeComment, commentSizeOf, type Comment } from '../../graph/comments.ts';
import { useDetail } from '../detail.ts';
import type { CommentNode } from '../flowElements.ts';
import { ResizeCorner } from './ResizeCorner.tsx';

/** A comment on the canvas (E1): a sheet of text behind the nodes. Double-click, Enter or F2 writes it. */
export const CommentCard = memo(function CommentCard({ id, data: { comment }, selected }: NodeProps<CommentNode>) {
  const isWriting = useCanvas((canvas) => canvas.renaming === id);
  const session = useSessionStore();
  const detail = useDetail();
  return (
    <div
      className={`h-full overflow-hidden rounded-lg border bg-warning-soft ${selected ? 'border-accent ring-2 ring-accent' : 'border-line-strong'}`}
    >
      {isWriting ? (
        <TextField element={id} comment={comment} />
      ) : (
        <p
          className={`h-full px-3 py-2 break-words whitespace-pre-wrap ${detail === 'full' ? '' : 'text-[18px] leading-[22px]'}`}
        >
          {comment.text === '' ? <span className="text-muted">Double-click to write</span> : comment.text}
        </p>
      )}
      {selected && !isWriting && (
        <ResizeCorner
          element={id}
          name="the comment"
          size={comment}
          limit={commentSizeOf}
          className="right-0 bottom-0"
          onResize={(size) => {
            const { graph, applyStep } = session.getState();
            if (graph) applyStep(changeComment(graph, comment.id, size, 'Resize a comment'));
          }}
        />
      )}
    </div>
  );
});

function TextField({ element, comment }: { element: string; comment: Comment }) {
  const canvas = useCanvasStore();
  const session = useSessionStore();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);

  const finish = (keep: boolean): void => {
    const { graph, applyStep } = session.getState();
    if (canvas.getState().renaming !== element) return;
    if (keep && graph) applyStep(changeComment(graph, comment.id, { text: field.current?.value ?? comment.text }));
    canvas.getState().rename(null);
  };

  return (
    <textarea
      ref={field}
      aria-label="Text of the comment"
      defaultValue={comment.text}
      className="nodrag nowheel block h-full w-full resize-none bg-transparent px-3 py-2 outline-none"
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        const isDone = event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey));
        if (!isDone) return;
        finish(true);
        document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(element)}"]`)?.focus();
      }}
    />
  );
}

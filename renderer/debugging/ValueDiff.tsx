import { useMemo } from 'react';
import { diffLines, foldSame } from '../value/lineDiff.ts';

/** Two JSON texts, line by line: what went away and what came. An empty one is nothing, not an empty line. */
export function ValueDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = useMemo(() => {
    const nothing = (text: string, kind: 'added' | 'removed') =>
      text === '' && (kind === 'added' ? after : before) === '';
    return foldSame(diffLines(before, after).filter(({ text, kind }) => kind === 'same' || !nothing(text, kind)));
  }, [before, after]);
  if (before === after) return <p className="px-2 py-1 text-muted">No difference.</p>;
  return (
    <pre
      aria-label={label}
      tabIndex={0}
      className="max-h-64 overflow-auto rounded border border-line p-1 font-mono text-xs"
    >
      {lines.map((line, index) =>
        line === null ? (
          // Lines have no identity but their place.
          <div key={index} className="text-muted">
            ⋯
          </div>
        ) : (
          <div
            key={index}
            className={
              line.kind === 'added'
                ? 'bg-success-soft text-success'
                : line.kind === 'removed'
                  ? 'bg-danger-soft text-danger'
                  : ''
            }
          >
            <span aria-hidden>{line.kind === 'added' ? '+ ' : line.kind === 'removed' ? '− ' : '  '}</span>
            <span className="sr-only">{line.kind === 'same' ? '' : `${line.kind}: `}</span>
            {line.text}
          </div>
        ),
      )}
    </pre>
  );
}

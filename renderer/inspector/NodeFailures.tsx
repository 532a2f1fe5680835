import { useState } from 'react';
import { DeadLetterForm } from '../debugging/DeadLetterForm.tsx';
import { useDeadLetters } from '../debugging/useDeadLetters.ts';
import { formatCount, formatMoment } from '../parts/measures.ts';
import { Section } from '../parts/Section.tsx';
import { useRunNode } from '../session/useRunNode.ts';

/** The messages on which a node failed, newest first: what it took, mended and tried again in its place (N10, E6). */
export function NodeFailures({ id }: { id: string }) {
  const { path, node } = useRunNode(id);
  const { letters, total } = useDeadLetters();
  const [chosen, setChosen] = useState<string>();
  const own = letters.filter((letter) => letter.node === node);
  const letter = own.find((one) => one.id === chosen);
  if (path === null || own.length === 0) return null;
  return (
    <Section title="Dead letters" aside={`${formatCount(own.length)}${letters.length < total ? '+' : ''}`} startsOpen>
      <ul aria-label="Dead letters" className="mx-2 max-h-32 overflow-y-auto rounded border border-line">
        {own.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              aria-pressed={one.id === chosen}
              title={one.error.message}
              onClick={() => setChosen(one.id === chosen ? undefined : one.id)}
              className={`flex w-full items-center gap-2 px-2 py-0.5 text-left font-mono text-xs outline-offset-[-2px] ${one.id === chosen ? 'bg-accent-soft' : 'hover:bg-hover'}`}
            >
              <span className="shrink-0 text-muted tabular-nums">{formatMoment(one.timestamp)}</span>
              <span className="truncate">{inputText(one.inputs)}</span>
            </button>
          </li>
        ))}
      </ul>
      {letter && (
        <div className="px-2 pt-2">
          <DeadLetterForm key={letter.id} path={path} letter={letter} />
        </div>
      )}
    </Section>
  );
}

/** One message by itself; several with their inports. */
function inputText(inputs: Readonly<Record<string, { readonly json: string }>>): string {
  const texts = Object.entries(inputs).map(([port, { json }]) => [port, json.slice(0, 200)] as const);
  return texts.length === 1 ? texts[0]![1] : texts.map(([port, json]) => `${port}: ${json}`).join(', ');
}

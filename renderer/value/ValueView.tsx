import { Check, Copy } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { ChartChoice } from './chartData.ts';
import { copyAs, copyLanguages, type CopyLanguage } from './copyAs.ts';
import { useCopy } from '../parts/useCopy.ts';
import { ValueContent } from './ValueContent.tsx';
import { viewsFor, type ValueViewKind } from './valueViews.ts';

interface ValueViewProps {
  value: Value;
  /** Its JSON text in plain form, which tells whole floats from integers; where it is known. */
  json?: string | undefined;
  /** The accessible name: `value of mean of Rolling mean`. */
  name: string;
  /** The view to begin with, where it suits the value. */
  preferred?: ValueViewKind;
  chart?: ChartChoice;
}

/** A value in the view that suits it, with the others to choose from, and copies of it (E6). */
export function ValueView({ value, json, name, preferred, chart }: ValueViewProps) {
  const views = viewsFor(value);
  const [chosen, setChosen] = useState<ValueViewKind>();
  const view = [chosen, preferred].find((kind) => kind !== undefined && views.includes(kind)) ?? views[0]!;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-7 shrink-0 items-center gap-1 px-1">
        <div role="radiogroup" aria-label={`View of ${name}`} className="flex gap-0.5">
          {views.map((kind) => (
            <ViewChoice key={kind} kind={kind} name={name} isChosen={kind === view} onChoose={() => setChosen(kind)} />
          ))}
        </div>
        <span className="grow" />
        <CopyMenu json={() => json ?? writePlain(value)} />
      </div>
      <div className="min-h-0 grow">
        <ValueContent view={view} value={value} json={json} name={name} chart={chart} />
      </div>
    </div>
  );
}

function ViewChoice(props: { kind: ValueViewKind; name: string; isChosen: boolean; onChoose: () => void }) {
  const { kind, name, isChosen, onChoose } = props;
  return (
    <label
      className={`cursor-pointer rounded px-1.5 py-0.5 text-xs capitalize has-focus-visible:outline-2 has-focus-visible:outline-accent ${isChosen ? 'bg-accent-soft text-ink' : 'text-muted hover:bg-hover'}`}
    >
      <input type="radio" name={`View of ${name}`} checked={isChosen} onChange={onChoose} className="sr-only" />
      {kind}
    </label>
  );
}

function CopyMenu({ json }: { json: () => string }) {
  const { copied, copy } = useCopy<CopyLanguage>();
  const Icon = copied ? Check : Copy;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={copied ? `Copied as ${copied}` : 'Copy value'}
        title="Copy value"
        className="inline-flex size-6 cursor-pointer items-center justify-center rounded text-muted hover:bg-hover hover:text-ink"
      >
        <Icon aria-hidden className="size-3.5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-50 min-w-40 rounded-md border border-line bg-raised p-1 text-[13px] text-ink shadow-lg"
        >
          {copyLanguages.map((language) => (
            <DropdownMenu.Item
              key={language}
              onSelect={() => void copy(language, copyAs(language, json()))}
              className="cursor-pointer rounded px-2 py-1 outline-none data-highlighted:bg-accent-soft"
            >
              Copy as {language}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

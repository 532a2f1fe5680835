import { Check, Sparkles, X } from 'lucide-react';
import { useCommands } from '../commands/commandsContext.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { KeyHint } from '../parts/KeyHint.tsx';
import { usePreferences, usePreferencesStore } from '../preferences/preferences.ts';
import { useSession } from '../session/session.ts';
import { guideSteps, nextStep } from './guideSteps.ts';

/** The first steps, above the canvas (E9): what to do next, until all was done once or the strip is closed. */
export function GuideStrip() {
  const preferences = usePreferencesStore();
  const guide = usePreferences((state) => state.guide);
  const hasFlow = useSession((session) => (session.graph?.connections.length ?? 0) > 0);
  const commands = useCommands();
  if (guide.isClosed || !hasFlow) return null;
  const step = nextStep(guide);
  const command = step ? step.command : 'view.commandPalette';
  const keys = commands.find(({ id }) => id === command)?.keys[0];
  const close = (): void => preferences.setState({ guide: { ...guide, isClosed: true } });
  return (
    <section
      aria-label="First steps"
      className="flex h-9 shrink-0 items-center gap-3 border-b border-line bg-accent-soft pr-1 pl-3 [@media(max-height:560px)]:hidden"
    >
      <Sparkles size={15} className="shrink-0 text-accent" aria-hidden />
      <ol className="flex shrink-0 items-center gap-1.5">
        {guideSteps.map(({ name, title }, index) => {
          const isDone = guide.done.includes(name);
          return (
            <li
              key={name}
              title={title}
              aria-current={name === step?.name ? 'step' : undefined}
              className={`flex size-5 items-center justify-center rounded-full border text-xs font-semibold tabular-nums ${isDone ? 'border-accent bg-accent text-on-accent' : name === step?.name ? 'border-accent text-accent' : 'border-line-strong text-muted'}`}
            >
              {isDone ? <Check size={12} aria-hidden /> : <span aria-hidden>{index + 1}</span>}
              <span className="sr-only">{`${title}${isDone ? ', done' : ''}`}</span>
            </li>
          );
        })}
      </ol>
      <p className="flex min-w-0 flex-1 items-center gap-2" role="status">
        <span className="truncate">
          <b className="font-semibold">{step ? step.title : 'That was the whole round.'}</b>{' '}
          <span className="text-muted">{step ? step.hint : 'Every command is a key away.'}</span>
        </span>
        {keys && <KeyHint keys={keys} />}
      </p>
      <IconButton label="Close the guide" icon={X} onClick={close} />
    </section>
  );
}

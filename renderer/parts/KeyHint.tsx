import { keyLabels } from './shortcuts.ts';

/** A shortcut as keycaps, in the words of the platform. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="inline-flex shrink-0 gap-0.5">
      {keyLabels(keys, isMac()).map((label) => (
        <kbd
          key={label}
          className="rounded-sm border border-line bg-sunken px-1 font-sans text-[10px] leading-4 text-muted"
        >
          {label}
        </kbd>
      ))}
    </span>
  );
}

function isMac(): boolean {
  return navigator.platform.startsWith('Mac');
}

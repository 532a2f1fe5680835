import type { LucideIcon } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { KeyHint } from './KeyHint.tsx';

interface IconButtonProps {
  /** The accessible name, also shown as a tooltip. */
  label: string;
  icon: LucideIcon;
  onClick: () => void;
  /** The shortcut to show, as `Mod+K`. */
  keys?: string | undefined;
  disabled?: boolean;
  /** For buttons that switch something on and off. */
  pressed?: boolean;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** Shown beside the icon. */
  text?: string;
  tone?: 'plain' | 'accent';
  /** Why it is disabled, in the tooltip. */
  hint?: string | undefined;
}

/** A button with an icon, an accessible name and a tooltip that teaches its key. */
export function IconButton(props: IconButtonProps) {
  const {
    label,
    icon: Icon,
    onClick,
    keys,
    disabled = false,
    pressed,
    side = 'bottom',
    text,
    tone = 'plain',
    hint,
  } = props;
  const look =
    tone === 'accent'
      ? 'bg-accent text-on-accent hover:brightness-110 aria-disabled:bg-sunken aria-disabled:text-muted'
      : pressed
        ? 'bg-accent-soft text-accent'
        : 'hover:bg-hover aria-disabled:text-muted aria-disabled:opacity-60 aria-disabled:hover:bg-transparent';
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          aria-pressed={pressed}
          aria-disabled={disabled}
          className={`inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1.5 rounded-md px-1.5 font-medium ${look} ${disabled ? 'cursor-default' : ''}`}
          onClick={() => {
            if (!disabled) onClick();
          }}
        >
          <Icon size={16} aria-hidden />
          {text}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          className="z-50 flex max-w-72 items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-sm shadow-raised"
        >
          {hint ?? label}
          {keys && !hint && <KeyHint keys={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

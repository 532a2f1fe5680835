import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

interface SmallIconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: LucideIcon;
  /** The accessible name, shown as a tooltip too. */
  label: string;
}

/** A button with an icon in a row of a panel; its name is a plain tooltip. */
export function SmallIconButton({ icon: Icon, label, className = '', ...rest }: SmallIconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-flex size-6 shrink-0 cursor-pointer items-center justify-center rounded text-muted hover:bg-hover hover:text-ink disabled:cursor-default disabled:opacity-40 ${className}`}
      {...rest}
    >
      <Icon aria-hidden className="size-3.5" />
    </button>
  );
}

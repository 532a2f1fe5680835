import type { LucideIcon } from 'lucide-react';
import type { Command } from './command.ts';
import { useCommand } from './commandsContext.ts';
import { IconButton } from '../parts/IconButton.tsx';

interface CommandButtonProps {
  id: Command['id'];
  icon: LucideIcon;
  label: string;
  text?: string;
  tone?: 'plain' | 'accent';
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** For commands that switch something on and off. */
  pressed?: boolean;
  /** Why it cannot be pressed, where that is not plain. */
  hint?: string | undefined;
}

/** A button that runs a command and knows its key and whether it can be run now. */
export function CommandButton({ id, ...look }: CommandButtonProps) {
  const command = useCommand(id);
  return <IconButton {...look} keys={command.keys[0]} disabled={!command.enabled} onClick={command.run} />;
}

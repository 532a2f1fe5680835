import type { IconButtonProps, TemplatesType } from '@rjsf/utils';
import { ArrowDown, ArrowUp, Copy, Plus, X, type LucideIcon } from 'lucide-react';
import { SmallIconButton } from '../../parts/SmallIconButton.tsx';

function formButton(icon: LucideIcon, label: string) {
  return function FormButton({ id, onClick, disabled }: IconButtonProps) {
    return <SmallIconButton id={id} icon={icon} label={label} onClick={onClick} disabled={disabled ?? false} />;
  };
}

function AddButton({ id, onClick, disabled }: IconButtonProps) {
  return (
    <button
      type="button"
      id={id}
      onClick={onClick}
      disabled={disabled}
      className="mt-1 inline-flex cursor-pointer items-center gap-1 rounded border border-line px-2 py-0.5 hover:bg-hover"
    >
      <Plus aria-hidden className="size-3.5" />
      Add
    </button>
  );
}

/** The buttons of lists in forms, in the window's own look. */
export const formButtons: Partial<TemplatesType['ButtonTemplates']> = {
  AddButton,
  ClearButton: formButton(X, 'Clear'),
  CopyButton: formButton(Copy, 'Copy item'),
  MoveDownButton: formButton(ArrowDown, 'Move item down'),
  MoveUpButton: formButton(ArrowUp, 'Move item up'),
  RemoveButton: formButton(X, 'Remove item'),
};

import { ContextMenu } from 'radix-ui';
import { useState, type MouseEvent, type ReactNode } from 'react';
import type { Command } from '../app/commands.ts';
import { useCommands } from '../app/commandsContext.ts';
import { KeyHint } from '../app/KeyHint.tsx';
import { useSessionStore } from '../app/session.ts';

const onParts: readonly (Command['id'] | null)[] = [
  'view.code',
  'more.rename',
  null,
  'edit.duplicate',
  'edit.group',
  'more.disable',
  null,
  'edit.delete',
];
const onCanvas: readonly (Command['id'] | null)[] = [
  'view.quickAdd',
  'more.selectAll',
  null,
  'more.arrange',
  'view.fit',
];

/** The menu of the right button: what can be done to the node or wire under it, which it selects, or to the canvas. */
export function CanvasMenu({ children }: { children: ReactNode }) {
  const session = useSessionStore();
  const commands = useCommands();
  const [items, setItems] = useState(onCanvas);

  const choose = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const node = target.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
    const wire = target.closest('.react-flow__edge')?.getAttribute('data-id');
    const { selection, select } = session.getState();
    if (node !== undefined && !selection.nodes.includes(node)) select({ nodes: [node], wires: [] });
    if (wire && !selection.wires.includes(wire)) select({ nodes: [], wires: [wire] });
    setItems(node !== undefined || wire ? onParts : onCanvas);
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={choose}>
        <div className="h-full">{children}</div>
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className="z-50 min-w-52 rounded-lg border border-line bg-raised p-1 shadow-raised">
          {items.map((id, index) => {
            const command = commands.find((one) => one.id === id);
            if (!command) return <ContextMenu.Separator key={index} className="my-1 h-px bg-line" />;
            return (
              <ContextMenu.Item
                key={command.id}
                disabled={!command.isEnabled(session.getState())}
                // The menu gives the focus back first; a command may move it elsewhere.
                onSelect={() => requestAnimationFrame(command.run)}
                className="flex cursor-pointer items-center justify-between gap-6 rounded-md px-2 py-1 outline-none data-[disabled]:cursor-default data-[disabled]:text-muted data-[disabled]:opacity-60 data-[highlighted]:bg-accent-soft"
              >
                {command.title}
                {command.keys[0] && <KeyHint keys={command.keys[0]} />}
              </ContextMenu.Item>
            );
          })}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

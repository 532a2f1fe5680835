import { ContextMenu } from 'radix-ui';
import { useState, type MouseEvent, type ReactNode } from 'react';
import type { Command } from '../commands/command.ts';
import { useCommands } from '../commands/commandsContext.ts';
import { KeyHint } from '../parts/KeyHint.tsx';
import { useSessionStore } from '../session/session.ts';
import { commentOfElement } from './flowElements.ts';

type Item = Command['id'] | null;

const onParts: readonly Item[] = [
  'view.code',
  'more.rename',
  null,
  'more.cut',
  'more.copy',
  'edit.duplicate',
  null,
  'edit.group',
  'more.subgraph',
  'more.enter',
  'more.unpack',
  null,
  'more.disable',
  'more.bypass',
  'more.fold',
  null,
  'edit.delete',
];
const onWire: readonly Item[] = ['more.reroute', 'more.reconnect', null, 'edit.delete'];
const onCanvas: readonly Item[] = [
  'view.quickAdd',
  'more.comment',
  null,
  'more.paste',
  'more.selectAll',
  'more.lasso',
  'more.find',
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
    const element = target.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
    const comment = element === undefined ? undefined : commentOfElement(element);
    const wire = target.closest('.react-flow__edge')?.getAttribute('data-id');
    const { selection, select } = session.getState();
    if (comment !== undefined && !selection.comments?.includes(comment))
      select({ nodes: [], wires: [], comments: [comment] });
    else if (element !== undefined && comment === undefined && !selection.nodes.includes(element))
      select({ nodes: [element], wires: [] });
    if (wire && !selection.wires.includes(wire)) select({ nodes: [], wires: [wire] });
    setItems(element !== undefined ? onParts : wire ? onWire : onCanvas);
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

import { Command as Menu } from 'cmdk';
import { Dialog } from 'radix-ui';
import type { Command } from './command.ts';
import { useCommands } from './commandsContext.ts';
import { KeyHint } from '../parts/KeyHint.tsx';
import { useSession, useSessionStore } from '../session/session.ts';
import { nodeTitle } from '#shared/graph/graph.ts';

const sections: readonly Command['section'][] = ['Run', 'Edit', 'Graph', 'View', 'Help'];

/** Everything that can be done, found by typing (E8); nodes, graphs and actor files, too. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const session = useSessionStore();
  const commands = useCommands().filter((command) => command.isEnabled(session.getState()));
  const graphs = useSession((state) => state.workspace?.graphs);
  const components = useSession((state) => state.components);
  const { graph, openGraph, openFile, revealNode } = session.getState();
  const files = [...components.values()].filter(({ file, kind }) => file !== null && kind !== 'graph');
  const pick = (run: () => void) => (): void => {
    onClose();
    // The dialog gives the focus back first; a command may move it elsewhere.
    requestAnimationFrame(run);
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(560px,92vw)] -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-raised outline-none"
        >
          <Dialog.Title asChild>
            <h1 className="sr-only">All commands</h1>
          </Dialog.Title>
          <Menu loop label="All commands">
            <Menu.Input
              autoFocus
              placeholder="Type a command, a node, a graph or an actor…"
              className="w-full border-b border-line bg-transparent px-4 py-3 text-lg outline-none"
            />
            <Menu.List className="max-h-[56vh] overflow-y-auto p-1">
              <Menu.Empty className="px-3 py-6 text-center text-muted">Nothing matches.</Menu.Empty>
              {sections.map((section) => (
                <Section key={section} heading={section}>
                  {commands
                    .filter((command) => command.section === section)
                    .map((command) => (
                      <Item key={command.id} value={command.title} onSelect={pick(command.run)}>
                        {command.title}
                        {command.keys[0] && <KeyHint keys={command.keys[0]} />}
                      </Item>
                    ))}
                </Section>
              ))}
              <Section heading="Nodes">
                {Object.values(graph?.processes ?? {}).map((node) => (
                  <Item
                    key={node.id}
                    value={`node ${nodeTitle(node)} ${node.id}`}
                    onSelect={pick(() => revealNode(node.id))}
                  >
                    {nodeTitle(node)}
                    <span className="text-sm text-muted">{node.component}</span>
                  </Item>
                ))}
              </Section>
              <Section heading="Graphs">
                {graphs?.map(({ path, name }) => (
                  <Item key={path} value={`graph ${name} ${path}`} onSelect={pick(() => void openGraph(path))}>
                    {name}
                    <span className="text-sm text-muted">{path}</span>
                  </Item>
                ))}
              </Section>
              <Section heading="Actors">
                {files.map(({ id, name, file, line }) => (
                  <Item
                    key={id}
                    value={`actor ${id} ${file}`}
                    onSelect={pick(() => openFile(file!, line ?? undefined))}
                  >
                    {name}
                    <span className="text-sm text-muted">{file}</span>
                  </Item>
                ))}
              </Section>
            </Menu.List>
          </Menu>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Section({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <Menu.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Menu.Group>
  );
}

function Item({ value, onSelect, children }: { value: string; onSelect: () => void; children: React.ReactNode }) {
  return (
    <Menu.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer items-center justify-between gap-3 rounded-md px-3 py-1.5 data-[selected=true]:bg-accent-soft"
    >
      {children}
    </Menu.Item>
  );
}

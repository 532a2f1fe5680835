import { RotateCcw } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { Button } from '../parts/Button.tsx';
import type { Command } from './command.ts';
import { useCommands, useDefaultCommands } from './commandsContext.ts';
import { conflicting, shortcutOf, withKey, withoutKey } from './keyBindings.ts';
import { KeyHint } from '../parts/KeyHint.tsx';
import { Modal } from '../parts/Modal.tsx';
import { usePreferences, usePreferencesStore } from '../preferences/preferences.ts';

/** Keys of the canvas that are not commands, because they act on what has the focus. */
const canvasKeys: readonly { title: string; keys: readonly string[] }[] = [
  { title: 'Go to the next node, port or wire', keys: ['Tab'] },
  { title: 'Go to the node on that side', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] },
  {
    title: 'Select the node on that side, too',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown'],
  },
  { title: 'Move what is selected', keys: ['Alt+ArrowLeft', 'Alt+ArrowRight', 'Alt+ArrowUp', 'Alt+ArrowDown'] },
  { title: 'Open the node: its code, its graph, its text', keys: ['Enter'] },
  { title: 'Begin a wire from the focused port or node', keys: ['.'] },
  { title: 'Select the focused wire', keys: ['Enter'] },
];

/** Every command with its keys, which can be changed here (E8). */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const commands = useCommands();
  const preferences = usePreferencesStore();
  const hasChanges = usePreferences(({ keys }) => Object.keys(keys).length > 0);
  const [search, setSearch] = useState('');
  const [changing, setChanging] = useState<string | null>(null);
  const found = commands.filter(({ title, section }) =>
    `${section} ${title}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  return (
    <Modal
      wide
      title="Keyboard shortcuts"
      description="Press a shortcut to choose another; Escape leaves it as it is."
      onClose={onClose}
    >
      <div className="flex items-center gap-2 px-4 pt-3">
        <input
          type="search"
          aria-label="Search shortcuts"
          placeholder="Search…"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-2 py-1"
        />
        <Button disabled={!hasChanges} onClick={() => preferences.setState({ keys: {} })}>
          Reset all
        </Button>
      </div>
      <div className="min-h-0 overflow-y-auto p-4" tabIndex={0} role="group" aria-label="Shortcuts">
        <table className="w-full">
          <thead className="sr-only">
            <tr>
              <th scope="col">What</th>
              <th scope="col">Keys</th>
            </tr>
          </thead>
          <tbody>
            {found.map((command) => (
              <tr key={command.id} className="border-b border-line">
                <td className="py-1">
                  <span className="text-muted">{command.section} · </span>
                  {command.title}
                </td>
                <td className="w-72 py-1">
                  <CommandKeys
                    command={command}
                    isChanging={changing === command.id}
                    onChanging={(now) => setChanging(now ? command.id : null)}
                  />
                </td>
              </tr>
            ))}
            {search === '' &&
              canvasKeys.map(({ title, keys }) => (
                <tr key={title} className="border-b border-line">
                  <td className="py-1">
                    <span className="text-muted">Canvas · </span>
                    {title}
                  </td>
                  <td className="flex flex-wrap gap-2 py-1 pl-1">
                    {keys.map((shortcut) => (
                      <KeyHint key={shortcut} keys={shortcut} />
                    ))}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}

interface CommandKeysProps {
  command: Command;
  isChanging: boolean;
  onChanging: (now: boolean) => void;
}

function CommandKeys({ command, isChanging, onChanging }: CommandKeysProps) {
  const preferences = usePreferencesStore();
  const defaults = useDefaultCommands();
  const commands = useCommands();
  const isChanged = usePreferences(({ keys }) => keys[command.id] !== undefined);
  const [taken, setTaken] = useState<string | null>(null);
  if (command.scope === 'browser')
    return (
      <span className="flex min-h-6 items-center gap-2 pl-1">
        <Shown keys={command.keys} />
      </span>
    );

  const press = (event: KeyboardEvent): void => {
    if (!isChanging || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onChanging(false);
    const keys = shortcutOf(event);
    if (keys === undefined) return;
    setTaken(conflicting(commands, command.id, keys)?.title ?? null);
    preferences.setState((before) => ({ keys: withKey(defaults, before.keys, command.id, keys) }));
    onChanging(false);
  };

  return (
    <span className="flex items-center gap-1">
      <button
        type="button"
        onClick={() => onChanging(!isChanging)}
        onKeyDown={press}
        onBlur={() => isChanging && onChanging(false)}
        className="flex min-h-6 min-w-16 items-center gap-2 rounded-md px-1 hover:bg-hover"
      >
        <span className="sr-only">{`Keys of ${command.title}: `}</span>
        {isChanging ? <span className="text-accent">Press keys…</span> : <Shown keys={command.keys} />}
      </button>
      {isChanged && (
        <button
          type="button"
          aria-label={`Reset the keys of ${command.title}`}
          title="Reset"
          onClick={() => preferences.setState((before) => ({ keys: withoutKey(before.keys, command.id) }))}
          className="rounded-sm p-1 hover:bg-hover"
        >
          <RotateCcw size={13} aria-hidden />
        </button>
      )}
      {taken !== null && (
        <span role="status" className="text-sm text-warning">
          Taken from “{taken}”
        </span>
      )}
    </span>
  );
}

function Shown({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) return <span className="text-sm text-muted">none</span>;
  return keys.map((shortcut) => <KeyHint key={shortcut} keys={shortcut} />);
}

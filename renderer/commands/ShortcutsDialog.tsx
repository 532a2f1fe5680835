import { RotateCcw } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { Button } from '../parts/Button.tsx';
import { canvasKeys } from './canvasKeys.ts';
import type { Command } from './command.ts';
import { useCommands, useDefaultCommands } from './commandsContext.ts';
import { conflicting, shortcutOf, withBindings, withKey, withoutKey, type Bindable } from './keyBindings.ts';
import { KeyHint } from '../parts/KeyHint.tsx';
import { Modal } from '../parts/Modal.tsx';
import { usePreferences, usePreferencesStore } from '../preferences/preferences.ts';

/** Keys of the canvas that every program has. */
const fixedKeys: readonly { title: string; keys: readonly string[] }[] = [
  { title: 'Go to the next node, port or wire', keys: ['Tab'] },
  { title: 'Open the node: its code, its graph, its text', keys: ['Enter'] },
  { title: 'Select the focused wire', keys: ['Enter'] },
];

interface Row extends Bindable {
  readonly section: string;
  /** The system hears the keys. */
  readonly isFixed: boolean;
}

const toRow = ({ id, title, keys, section, scope }: Command): Row => ({
  ...{ id, title, keys, section },
  isFixed: scope === 'browser',
});

const toCanvasRow = ({ id, title, keys }: Bindable): Row => ({
  ...{ id, title, keys, section: 'Canvas' },
  isFixed: false,
});

/** Every command with its keys, which can be changed here (E8). */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const commands = useCommands();
  const preferences = usePreferencesStore();
  const bindings = usePreferences(({ keys }) => keys);
  const [search, setSearch] = useState('');
  const [changing, setChanging] = useState<string | null>(null);
  const rows = [...commands.map(toRow), ...withBindings(canvasKeys, bindings).map(toCanvasRow)];
  const found = rows.filter(({ title, section }) =>
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
        <Button disabled={Object.keys(bindings).length === 0} onClick={() => preferences.setState({ keys: {} })}>
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
            {found.map((row) => (
              <tr key={row.id} className="border-b border-line">
                <td className="py-1">
                  <span className="text-muted">{row.section} · </span>
                  {row.title}
                </td>
                <td className="w-72 py-1">
                  <RowKeys
                    row={row}
                    rows={rows}
                    isChanging={changing === row.id}
                    onChanging={(now) => setChanging(now ? row.id : null)}
                  />
                </td>
              </tr>
            ))}
            {search === '' &&
              fixedKeys.map(({ title, keys }) => (
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

interface RowKeysProps {
  row: Row;
  rows: readonly Row[];
  isChanging: boolean;
  onChanging: (now: boolean) => void;
}

function RowKeys({ row, rows, isChanging, onChanging }: RowKeysProps) {
  const preferences = usePreferencesStore();
  const defaults = useDefaultCommands();
  const isChanged = usePreferences(({ keys }) => keys[row.id] !== undefined);
  const [taken, setTaken] = useState<string | null>(null);
  if (row.isFixed)
    return (
      <span className="flex min-h-6 items-center gap-2 pl-1">
        <Shown keys={row.keys} />
      </span>
    );

  const press = (event: KeyboardEvent): void => {
    if (!isChanging || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return onChanging(false);
    const keys = shortcutOf(event);
    if (keys === undefined) return;
    setTaken(conflicting(rows, row.id, keys)?.title ?? null);
    preferences.setState((before) => ({ keys: withKey([...defaults, ...canvasKeys], before.keys, row.id, keys) }));
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
        <span className="sr-only">{`Keys of ${row.title}: `}</span>
        {isChanging ? <span className="text-accent">Press keys…</span> : <Shown keys={row.keys} />}
      </button>
      {isChanged && (
        <button
          type="button"
          aria-label={`Reset the keys of ${row.title}`}
          title="Reset"
          onClick={() => preferences.setState((before) => ({ keys: withoutKey(before.keys, row.id) }))}
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

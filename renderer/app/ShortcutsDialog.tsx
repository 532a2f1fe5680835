import { useCommands } from './commandsContext.ts';
import { KeyHint } from './KeyHint.tsx';
import { Modal } from './Modal.tsx';

/** Keys of the canvas that are not commands, because they act on what has the focus. */
const canvasKeys: readonly { title: string; keys: string[] }[] = [
  { title: 'Go to the next node', keys: ['Tab'] },
  { title: 'Go to the node on that side', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] },
  { title: 'Move the selected nodes', keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'] },
  { title: 'Open the code of the focused node', keys: ['Enter'] },
  { title: 'Begin a wire from the focused port', keys: ['.'] },
  { title: 'Copy, cut, paste nodes', keys: ['Mod+C', 'Mod+X', 'Mod+V'] },
];

/** The table of shortcuts (E8). */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const commands = useCommands().filter((command) => command.keys.length > 0);
  const rows = [...commands, ...canvasKeys];
  return (
    <Modal wide title="Keyboard shortcuts" onClose={onClose}>
      <div className="min-h-0 overflow-y-auto p-4">
        <table className="w-full">
          <thead className="sr-only">
            <tr>
              <th>What</th>
              <th>Keys</th>
            </tr>
          </thead>
          <tbody className="grid grid-cols-2 gap-x-8">
            {rows.map(({ title, keys }) => (
              <tr key={title} className="flex items-center justify-between gap-4 border-b border-line py-1">
                <td>{title}</td>
                <td className="flex gap-2">
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

import { FolderOpen } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useSession } from '../session/session.ts';
import { useStudio } from '../rpc/studio.ts';

/** The workspace's text files, to open one. */
export function OpenFileMenu() {
  const { client } = useStudio();
  const openFile = useSession((state) => state.openFile);
  const notifyError = useSession((state) => state.notifyError);
  const [paths, setPaths] = useState<string[]>([]);
  const list = (open: boolean) => {
    if (!open) return;
    client
      .call('files.list', {})
      .then(({ files }) => setPaths(files.map(({ path }) => path)))
      .catch(notifyError);
  };
  return (
    <DropdownMenu.Root onOpenChange={list}>
      <DropdownMenu.Trigger
        aria-label="Open file"
        title="Open file"
        className="inline-flex size-6 items-center justify-center rounded text-muted hover:bg-hover hover:text-ink"
      >
        <FolderOpen aria-hidden className="size-3.5" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-50 max-h-80 max-w-96 overflow-y-auto rounded-md border border-line bg-raised p-1 font-mono text-xs shadow-raised"
        >
          {paths.length === 0 && <p className="px-2 py-1 text-muted">No text files</p>}
          {paths.map((path) => (
            <DropdownMenu.Item
              key={path}
              onSelect={() => openFile(path)}
              className="cursor-pointer truncate rounded px-2 py-1 outline-none data-highlighted:bg-accent-soft"
            >
              {path}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

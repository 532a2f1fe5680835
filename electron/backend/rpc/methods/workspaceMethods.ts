import path from 'node:path';
import type { ComponentDescription, DiscoveryProblem, ScriptRuntime } from '#shared/actor/actor.ts';
import type { CompositionParams } from '#shared/rpc/methods/workspaceMethods.ts';
import type { ComposedWorkspace } from '#shared/rpc/results.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import { isGraphFile } from '../../workspace/graphFormat.ts';
import type { Settings } from '../../workspace/settings.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Handlers } from '../handlers.ts';

type WorkspaceMethod =
  | `workspace.${'info' | 'trust' | 'compose' | 'components' | 'newActor'}`
  | `files.${'list' | 'read' | 'write'}`
  | `settings.${'get' | 'set'}`
  | `packages.${'install' | 'cancel'}`
  | `images.${'fetch' | 'cancel'}`
  | `indexing.${'stop' | 'resume'}`
  | 'system.status';

/** What these methods need of the back end. */
export interface WorkspaceHost {
  /** @throws AppError `forbidden` for a text of a graph that holds a secret (N12) */
  refuseSecrets(text: string): void;
  name: string;
  version: string;
  isTrusted(): boolean;
  trust(trusted: boolean): void;
  compose(params: CompositionParams): ComposedWorkspace;
  components(): { components: ComponentDescription[]; problems: DiscoveryProblem[] };
  systemStatus(): SystemStatus;
  /** @throws AppError when they cannot be installed (S7) */
  installPackages(runtime: ScriptRuntime): Promise<boolean>;
  cancelPackages(runtime: ScriptRuntime): boolean;
  /** @returns the driver that works then */
  fetchImages(): Promise<string | null>;
  cancelImages(): boolean;
  stopIndexing(): boolean;
  /** Reads the actor files that were left out. */
  takeUpIndexing(): Promise<void>;
}

/** `workspace.*`, `files.*`, `settings.*`, `packages.*`, `images.*`, `indexing.*` and `system.status` (R4). */
export function workspaceMethods(
  workspace: Workspace,
  settings: Settings,
  host: WorkspaceHost,
): Pick<Handlers, WorkspaceMethod> {
  return {
    'workspace.info': async () => ({
      name: host.name || path.basename(workspace.root),
      root: workspace.root,
      trusted: host.isTrusted(),
      graphs: await workspace.graphs(),
      version: host.version,
    }),
    'workspace.trust': ({ trusted }) => {
      host.trust(trusted);
      return { trusted: host.isTrusted() };
    },
    'workspace.compose': (params) => host.compose(params ?? {}),
    'workspace.components': () => host.components(),
    'workspace.newActor': async ({ path: file, runtime, name }) => ({
      path: await workspace.createActor(file, runtime, name),
    }),
    'files.list': async () => ({ files: await workspace.files.list() }),
    'files.read': ({ path: file }) => workspace.files.read(file),
    'files.write': ({ path: file, text, baseHash }) => {
      if (isGraphFile(file)) host.refuseSecrets(text);
      return workspace.files.write(file, text, baseHash);
    },
    'settings.get': async () => ({ settings: await settings.get() }),
    'settings.set': async ({ settings: changes }) => ({ settings: await settings.set(changes) }),
    'system.status': () => host.systemStatus(),
    'packages.install': async ({ runtime }) => ({ installed: await host.installPackages(runtime) }),
    'packages.cancel': ({ runtime }) => ({ cancelled: host.cancelPackages(runtime) }),
    'images.fetch': async () => ({ driver: await host.fetchImages() }),
    'images.cancel': () => ({ cancelled: host.cancelImages() }),
    'indexing.stop': () => ({ stopped: host.stopIndexing() }),
    'indexing.resume': async () => {
      await host.takeUpIndexing();
      return { resumed: true };
    },
  };
}

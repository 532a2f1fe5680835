import { z } from 'zod';
import type { ComponentDescription, DiscoveryProblem } from '../../actor/actor.ts';
import type { ActorTestResult } from '../../actor/actorTest.ts';
import type { ComposedWorkspace, ListedSecret, WorkspaceInfo } from '../results.ts';
import { editor, nothing, object, path } from './methodSpec.ts';

/** The name of a variable of the environment, and of the secret that fills it (N12). */
export const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _');

const composition = z.object({
  graphs: z.array(z.string()).optional(),
  namespaces: z.enum(['FolderStructure', 'Flatten', 'FileBasedPrefix']).optional(),
  autoConnect: z.boolean().optional(),
});

/** How the graphs of a workspace are to be composed (G6). */
export type CompositionParams = z.output<typeof composition>;

/** The workspace: its components, files, secrets and settings (R4). */
export const workspaceMethods = {
  'workspace.info': editor(nothing)<WorkspaceInfo>(),
  'workspace.trust': editor(z.object({ trusted: z.boolean() }))<{ trusted: boolean }>(),
  /**
   * Composes the graphs of the workspace into one (G6), which runs as `composedWorkspace`. `graphs` are paths (all); `namespaces` says how
   * namespaces are found, where graphs name none; `autoConnect` wires the suggestions, too.
   */
  'workspace.compose': editor(composition.optional())<ComposedWorkspace>(),
  'workspace.components': editor(nothing)<{ components: ComponentDescription[]; problems: DiscoveryProblem[] }>(),
  'workspace.newActor': editor(
    z.object({ path, runtime: z.enum(['python', 'javascript', 'typescript']), name: z.string().min(1) }),
  )<{ path: string }>(),

  /** Secrets of this workspace (N12). Their values go to nodes that declare them, and are never answered. */
  'secrets.list': editor(nothing)<{ secrets: ListedSecret[]; /** Where new ones go. */ keptIn: 'keychain' | 'file' }>(),
  'secrets.set': editor(z.object({ name: secretName, value: z.string().min(1) }))<{ secrets: ListedSecret[] }>(),
  'secrets.delete': editor(z.object({ name: secretName }))<{ deleted: boolean }>(),

  'files.list': editor(nothing)<{ files: { path: string; size: number }[] }>(),
  'files.read': editor(z.object({ path }))<{ text: string; hash: string }>(),
  /** `baseHash` is the hash the edit began from; when the file on disk has another, nothing is written and the answer says so. */
  'files.write': editor(z.object({ path, text: z.string(), baseHash: z.string().nullable() }))<
    { saved: true; hash: string } | { saved: false; text: string; hash: string }
  >(),

  /** The text as the language's formatter has it; nothing is written. */
  'code.format': editor(z.object({ text: z.string(), language: z.enum(['python']) }))<{ text: string }>(),
  /** Runs the tests of a `NAME.test.json` (see shared/actor/actorTest.ts), on states of their own. */
  'code.test': editor(z.object({ path }))<{ actor: string; results: ActorTestResult[] }>(),

  'settings.get': editor(nothing)<{ settings: Record<string, unknown> }>(),
  'settings.set': editor(z.object({ settings: object }))<{ settings: Record<string, unknown> }>(),
};

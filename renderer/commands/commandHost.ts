import type { RefObject } from 'react';
import type { CodeHandle } from './codeHandle.ts';
import type { CanvasHandle } from './canvasHandle.ts';
import type { PreferencesStore } from '../preferences/preferences.ts';
import type { NodeClipboard } from './nodeClipboard.ts';
import type { SessionStore } from '../session/session.ts';

export type DialogName = 'commands' | 'shortcuts' | 'newGraph' | 'newActor' | 'subgraph' | 'welcome' | 'secrets';

/** What commands act on. */
export interface CommandHost {
  readonly session: SessionStore;
  readonly preferences: PreferencesStore;
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly code: RefObject<CodeHandle | null>;
  readonly clipboard: NodeClipboard;
  openDialog(name: DialogName): void;
}

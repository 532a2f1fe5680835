import type { RefObject } from 'react';
import type { CanvasHandle } from './canvasHandle.ts';
import { copySelection, deleteSelection } from './selectionActions.ts';
import type { SessionStore } from '../session/session.ts';

/** The part of the system's clipboard that is used; each may be refused. */
export interface TextClipboard {
  writeText(text: string): Promise<void>;
  readText(): Promise<string>;
}

/**
 * Copy and paste from menus and the command palette, where no clipboard event comes along. What was copied here is remembered, because
 * reading the system's clipboard needs a permission that may be refused.
 */
export class NodeClipboard {
  private copied = '';

  constructor(
    private readonly session: SessionStore,
    private readonly canvas: RefObject<CanvasHandle | null>,
    private readonly system: TextClipboard | undefined,
  ) {}

  async copy(cut = false): Promise<void> {
    const text = copySelection(this.session.getState());
    if (text === undefined) return;
    this.copied = text;
    if (cut) deleteSelection(this.session.getState());
    await this.system?.writeText(text).catch(() => {});
  }

  async paste(): Promise<void> {
    const text = await (this.system?.readText() ?? Promise.resolve('')).catch(() => '');
    const paste = (candidate: string): boolean => this.canvas.current?.paste(candidate) ?? false;
    if (!paste(text) && !paste(this.copied)) this.session.getState().notify('There are no copied nodes to paste.');
  }
}

import { useEffect, type RefObject } from 'react';
import { useSessionStore } from '../session/session.ts';
import type { CanvasHandle } from '../commands/canvasHandle.ts';
import { copySelection, deleteSelection } from '../commands/selectionActions.ts';

/**
 * Copy, cut and paste of nodes through the clipboard's own events, which need no permission: between graphs and windows, as JSON (E1).
 * Texts that are selected and fields that are typed in keep the clipboard for themselves.
 */
export function useCanvasClipboard(
  surface: RefObject<HTMLDivElement | null>,
  { paste: pasteHere }: CanvasHandle,
): void {
  const session = useSessionStore();
  useEffect(() => {
    const isOurs = (event: ClipboardEvent): boolean => {
      const target = event.target as HTMLElement | null;
      const inCanvas = target === document.body || (target !== null && surface.current?.contains(target) === true);
      const isText = target?.closest('input, textarea, [contenteditable]') !== null && target !== document.body;
      return inCanvas && !isText && (document.getSelection()?.isCollapsed ?? true);
    };
    const copy = (event: ClipboardEvent): void => {
      const text = isOurs(event) ? copySelection(session.getState()) : undefined;
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut') deleteSelection(session.getState());
    };
    const paste = (event: ClipboardEvent): void => {
      const text = isOurs(event) ? event.clipboardData?.getData('text/plain') : undefined;
      if (text !== undefined && pasteHere(text)) event.preventDefault();
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [session, surface, pasteHere]);
}

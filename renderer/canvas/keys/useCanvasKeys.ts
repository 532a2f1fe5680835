import { useReactFlow } from '@xyflow/react';
import type { KeyboardEvent, RefObject } from 'react';
import { useSessionStore } from '../../session/session.ts';
import { canvasKeys } from '../../commands/canvasKeys.ts';
import { withBindings } from '../../commands/keyBindings.ts';
import { matchesShortcut } from '../../parts/shortcuts.ts';
import { usePreferencesStore } from '../../preferences/preferences.ts';
import { useCanvasStore } from '../canvasStore.ts';
import { commentOfElement, type FlowNode, type FlowWire } from '../flowElements.ts';
import { focusedElement, focusedPort, focusedWire } from './focused.ts';
import { openNode } from './openNode.ts';
import { useArrowKeys } from './useArrowKeys.ts';
import { useKeyboardWiring } from './useKeyboardWiring.ts';

type Key = KeyboardEvent<HTMLDivElement>;

/**
 * Keys of the canvas (E8): those of `canvasKeys`, as a person chose them, and those that every program has: Enter opens, Tab goes among
 * the ports that fit a wire, Enter wires, Escape gives up.
 */
export function useCanvasKeys(surface: RefObject<HTMLDivElement | null>) {
  const session = useSessionStore();
  const canvas = useCanvasStore();
  const preferences = usePreferencesStore();
  const flow = useReactFlow<FlowNode, FlowWire>();
  const arrows = useArrowKeys(surface);
  const wiring = useKeyboardWiring(surface);

  const escaped = (): true => {
    const { wiringFrom, endWire, lasso, setLasso } = canvas.getState();
    if (wiringFrom) endWire();
    else if (lasso) setLasso(false);
    else session.getState().select({ nodes: [], wires: [] });
    return true;
  };

  /** The Delete command then finds the wire selected. */
  const pressedOnWire = ({ key }: Key, wire: string): boolean => {
    const isChosen = key === 'Enter' || key === ' ';
    if (isChosen || key === 'Delete' || key === 'Backspace') session.getState().select({ nodes: [], wires: [wire] });
    return isChosen;
  };

  const pressedOnElement = (event: Key, element: string): boolean => {
    const { key } = event;
    const { wiringFrom, rename } = canvas.getState();
    const port = focusedPort(event.target as HTMLElement);
    const isChosen = key === 'Enter' || key === ' ';
    if (isChosen && commentOfElement(element) !== undefined) return (rename(element), true);
    // Space is quick-add, a command; while a wire is drawn it wires the new node.
    if (key === ' ' && (wiringFrom || !port)) return false;
    if (isChosen && port) return (wiringFrom ? wiring.finish(wiringFrom, port) : wiring.begin(element, port), true);
    if (isChosen) return (openNode(session.getState(), element), true);
    return false;
  };

  /** What a person can choose other keys for. */
  const acted = (event: Key, element: string): boolean => {
    const action = withBindings(canvasKeys, preferences.getState().keys).find(({ keys }) =>
      keys.some((shortcut) => matchesShortcut(event, shortcut)),
    )?.action;
    if (!action) return false;
    if (action.does === 'wire') wiring.begin(element, focusedPort(event.target as HTMLElement));
    else if (action.does === 'move') arrows.moveElement(element, action.direction);
    else arrows.goFrom(element, action.direction, action.does === 'extend');
    return true;
  };

  const pressed = (event: Key): boolean => {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape') return escaped();
    if (event.key === 'Tab' && canvas.getState().wiringFrom)
      return wiring.goToFittingPort(target, event.shiftKey ? -1 : 1);
    const element = focusedElement(target);
    if (element !== undefined && acted(event, element)) return true;
    if (event.ctrlKey || event.metaKey) return false;
    const wire = focusedWire(target, flow.getEdges());
    if (wire !== undefined) return pressedOnWire(event, wire);
    return element !== undefined && pressedOnElement(event, element);
  };

  return (event: Key): void => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || target.closest('input, textarea, [role="dialog"]') || !pressed(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

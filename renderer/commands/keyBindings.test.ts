import { expect, it, vi } from 'vitest';
import { RpcClient } from '#shared/rpc/client.ts';
import { linkedTransports } from '#shared/rpc/transport.ts';
import { canvasKeys } from './canvasKeys.ts';
import type { Command } from './command.ts';
import { createCommands } from './commands.ts';
import { createSession } from '../session/createSession.ts';
import { withBindings, conflicting, readBindings, shortcutOf, withKey, withoutKey } from './keyBindings.ts';
import { NodeClipboard } from './nodeClipboard.ts';
import { createPreferences } from '../preferences/preferences.ts';
import { rememberKeys } from './rememberKeys.ts';
import type { KeyPress } from '../parts/shortcuts.ts';

function allCommands(): Command[] {
  const session = createSession(() => new RpcClient(linkedTransports()[0])).store;
  const canvas = { current: null };
  const preferences = createPreferences({ getItem: () => null, setItem: () => {} });
  const clipboard = new NodeClipboard(session, canvas, undefined);
  return createCommands({ session, preferences, canvas, code: { current: null }, clipboard, openDialog: () => {} });
}
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  ...{ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false },
  ...more,
});
const keysOf = (commands: readonly Command[], id: string) => commands.find((command) => command.id === id)!.keys;

it('[E8] no two commands have the same keys, and every title is one of its own', () => {
  const commands = [...allCommands(), ...canvasKeys];
  for (const { id, keys } of commands)
    for (const shortcut of keys) expect([id, conflicting(commands, id, shortcut)?.id]).toEqual([id, undefined]);
  expect(new Set(commands.map(({ title }) => title)).size).toBe(commands.length);
});

it('[E8] a command gets other keys, takes them from the one that had them, and gets its own back', () => {
  const defaults = allCommands();
  const changed = withKey(defaults, {}, 'run.start', 'Mod+Shift+Z');
  const bound = withBindings(defaults, changed);
  expect(keysOf(bound, 'run.start')).toEqual(['Mod+Shift+Z']);
  expect(keysOf(bound, 'edit.redo')).toEqual(['Mod+Y']);
  expect(keysOf(withBindings(defaults, withoutKey(changed, 'run.start')), 'run.start')).toEqual(['F5']);
  expect(
    keysOf(withBindings(defaults, readBindings({ 'run.start': ['F9'], 'edit.undo': 'no', x: [1] })), 'edit.undo'),
  ).toEqual(['Mod+Z']);
});

it('[E8] a key press is read as a shortcut, which that press then fires', () => {
  expect(shortcutOf(press('K', { ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+K');
  expect(shortcutOf(press('k', { metaKey: true }))).toBe('Mod+K');
  expect(shortcutOf(press(' '))).toBe('Space');
  expect(shortcutOf(press('?', { shiftKey: true }))).toBe('?');
  expect(shortcutOf(press('F8', { shiftKey: true }))).toBe('Shift+F8');
  expect(shortcutOf(press('Shift', { shiftKey: true }))).toBeUndefined();
});

it('[E8] keys are kept in the browser and in the workspace, whose own are taken over', async () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  const [here, there] = linkedTransports();
  const told: unknown[] = [];
  there.onMessage((text) => {
    const { id, method, params } = JSON.parse(text) as { id: number; method: string; params: { settings?: unknown } };
    if (method === 'settings.set') told.push(params.settings);
    const settings = { keys: { 'run.start': ['F9'] } };
    there.send(JSON.stringify({ jsonrpc: '2.0', id, result: { settings } }));
  });
  const preferences = createPreferences(storage);
  const end = rememberKeys(preferences, new RpcClient(here));
  await vi.waitFor(() => expect(preferences.getState().keys).toEqual({ 'run.start': ['F9'] }), 30_000);
  preferences.setState({ keys: { 'run.stop': ['F4'] } });
  await vi.waitFor(() => expect(told).toContainEqual({ keys: { 'run.stop': ['F4'] } }), 30_000);
  end();
  preferences.setState({ keys: {} });
  expect(createPreferences(storage).getState().keys).toEqual({});
  expect(told).toHaveLength(2);
});

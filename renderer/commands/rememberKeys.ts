import type { RpcClient } from '#shared/rpc/client.ts';
import { readBindings } from './keyBindings.ts';
import type { PreferencesStore } from '../preferences/preferences.ts';

/**
 * Takes the keys that are kept in the workspace's settings, and keeps those that are chosen from now on there, so that they are the same
 * wherever the workspace is opened (E8, E12). Ends with the function that is returned.
 */
export function rememberKeys(preferences: PreferencesStore, client: RpcClient): () => void {
  let ended = false;
  client.call('settings.get', {}).then(
    ({ settings }) => {
      if (!ended && settings['keys'] !== undefined) preferences.setState({ keys: readBindings(settings['keys']) });
    },
    // Without settings the keys of this browser hold.
    () => {},
  );
  const unsubscribe = preferences.subscribe(({ keys }, before) => {
    if (JSON.stringify(keys) === JSON.stringify(before.keys)) return;
    client.call('settings.set', { settings: { keys } }).catch(() => {});
  });
  return () => {
    ended = true;
    unsubscribe();
  };
}

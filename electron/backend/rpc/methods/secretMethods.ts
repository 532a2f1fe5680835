import type { Redactor } from '../../secrets/redactor.ts';
import type { SecretStore } from '../../secrets/secretStore.ts';
import type { Handlers } from '../handlers.ts';

/** `secrets.*` (N12): names can be listed, values set and deleted; no method answers a value. */
export function secretMethods(
  secrets: SecretStore,
  redactor: Redactor,
): Pick<Handlers, `secrets.${'list' | 'set' | 'delete'}`> {
  return {
    'secrets.list': async () => {
      await secrets.load();
      return { secrets: secrets.list(), keptIn: secrets.keptIn };
    },
    'secrets.set': async ({ name, value }) => {
      redactor.know(name, value);
      await secrets.set(name, value);
      return { secrets: secrets.list() };
    },
    'secrets.delete': async ({ name }) => ({ deleted: await secrets.delete(name) }),
  };
}

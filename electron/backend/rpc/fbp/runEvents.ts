import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import { disposable } from '../../system/lifetime.ts';
import type { Runs } from '../../network/runs/runs.ts';
import type { Redactor } from '../../secrets/redactor.ts';

/** Hears every event of a graph as it happens, in the run there is and in later ones; without secrets (N12). */
export function onRunEvent(
  runs: Runs,
  redactor: Redactor,
  path: string,
  listener: (event: NetworkEvent) => void,
): Disposable {
  let attached: Disposable | undefined;
  const attach = (): void => {
    attached?.[Symbol.dispose]();
    attached = runs.run(path)?.network.onEvent((event) => listener(redactor.value(event)));
  };
  const starting = runs.onStart((started) => {
    if (started === path) attach();
  });
  attach();
  return disposable(() => {
    starting[Symbol.dispose]();
    attached?.[Symbol.dispose]();
  });
}

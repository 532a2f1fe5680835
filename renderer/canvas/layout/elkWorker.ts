import ELK from 'elkjs/lib/elk-api.js';
import type { ELK as Engine } from 'elkjs/lib/elk-api.js';
import workerAddress from 'elkjs/lib/elk-worker.min.js?url';

/** Starts the layout engine in a worker, so that laying out a large graph does not hold the window up. */
export function startLayoutEngine(): Engine {
  return new ELK({ workerFactory: () => new Worker(workerAddress) });
}

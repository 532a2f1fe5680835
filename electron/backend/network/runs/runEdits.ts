import { AppError } from '#shared/rpc/errors.ts';
import type { NetworkHost } from '../networkHost.ts';
import type { Run } from './run.ts';
import type { GraphToRun } from './runs.ts';

export interface RunEditsHost {
  /** The run of a graph that is not over. */
  live(path: string): Run | undefined;
  /** The graph of a path as it is now, edits included; and its name. @throws AppError when it cannot be run */
  graphToRun(path: string): Promise<GraphToRun>;
  networkHost(graph: GraphToRun): NetworkHost;
  /** What runs is the edited graph from now on. */
  taken(path: string, run: Run): void;
}

/** Edits are gathered for so long before a run takes them over, in milliseconds. */
const delay = 50;

/** Has runs take over what becomes of their graphs and components; where that cannot run, the old goes on and the run says why. */
export class RunEdits implements Disposable {
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  constructor(private readonly host: RunEditsHost) {}

  /** The run of this graph takes over what it is in a moment. */
  takeOverSoon(path: string): void {
    if (this.waiting.has(path)) return;
    const timer = setTimeout(() => {
      this.waiting.delete(path);
      void this.takeOver(path);
    }, delay);
    this.waiting.set(path, timer);
  }

  [Symbol.dispose](): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
  }

  private async takeOver(path: string): Promise<void> {
    const { host } = this;
    const run = host.live(path);
    const isPresent = (): boolean => host.live(path) === run;
    if (!run) return;
    if (run.network.state === 'starting') {
      this.takeOverSoon(path);
      return;
    }
    try {
      const edited = await host.graphToRun(path);
      if (!isPresent()) return;
      if (run.graphName !== edited.name)
        throw new AppError('conflict', `The graph is called ${edited.name} now, and so is its state. Run it again.`);
      run.network.update(edited.graph, host.networkHost(edited));
      run.view = edited.view;
      run.recorder.titles = edited.view.titles();
      run.staleGraph = null;
      host.taken(path, run);
    } catch (error) {
      const problem = (error as Error).message;
      if (!isPresent() || run.staleGraph === problem) return;
      run.staleGraph = problem;
      run.log('warn', `A change is not taken over, and what runs goes on as it was: ${problem}`);
    }
  }
}

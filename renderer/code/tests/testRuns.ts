import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ActorTestResult } from '#shared/actor/actorTest.ts';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { CodeFiles } from '../codeFiles.ts';

/** How the tests of a file went, or that they run. */
export type TestRun =
  | { readonly state: 'running' }
  | { readonly state: 'finished'; readonly results: readonly ActorTestResult[] }
  | { readonly state: 'failed'; readonly message: string };

/** Runs of test files, by the file's path (E5). */
export class TestRuns {
  readonly store: StoreApi<ReadonlyMap<string, TestRun>> = createStore<ReadonlyMap<string, TestRun>>()(() => new Map());

  constructor(
    private readonly client: () => RpcClient,
    private readonly files: Pick<CodeFiles, 'store' | 'save'>,
  ) {}

  /** Saves what is open of the test and of what it tests, so that it tests what is to be seen; then runs it. */
  async run(testPath: string): Promise<void> {
    this.set(testPath, { state: 'running' });
    try {
      const stem = testPath.slice(0, -'.test.json'.length);
      for (const { path, isDirty } of this.files.store.getState().files)
        if (isDirty && path.startsWith(`${stem}.`)) await this.files.save(path);
      const { results } = await this.client().call('code.test', { path: testPath });
      this.set(testPath, { state: 'finished', results });
    } catch (error) {
      this.set(testPath, { state: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  forget(testPath: string): void {
    this.set(testPath, undefined);
  }

  private set(path: string, run: TestRun | undefined): void {
    const runs = new Map(this.store.getState());
    if (run) runs.set(path, run);
    else runs.delete(path);
    this.store.setState(runs, true);
  }
}

/** A thread's or process's program, bundled from the sources as they are into a folder that disposing removes. */
export declare function builtProgram(source: string): Promise<
  {
    file: string;
  } & AsyncDisposable
>;
export declare const expressionWorker = 'electron/backend/registry/native/expression/expressionWorker.ts';

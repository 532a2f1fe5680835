import type { ComponentDescription } from '#shared/actor/actor.ts';
import { monaco } from '../monaco/monaco.ts';
import type { SourceFile } from '../workspaceSources.ts';
import { PythonServer } from './pythonServer.ts';
import { registerPythonHelp } from './pythonProviders.ts';

interface Options {
  /** The workspace's Python files. */
  readonly sources: () => Promise<readonly SourceFile[]>;
  /** What discovery knows of the workspace's actors, and when it knows something else. */
  readonly components: {
    get(): Iterable<ComponentDescription>;
    subscribe(listener: () => void): () => void;
  };
  readonly openFile: (path: string) => Promise<void>;
}

/** Help with Python (E5). Pyright is large: it starts when the first Python file is opened, and then stays. */
export class PythonHelp implements Disposable {
  private server: Promise<PythonServer> | undefined;
  private isDisposed = false;
  private readonly help: Disposable;
  private readonly listener: monaco.IDisposable;
  private readonly unsubscribe: () => void;

  constructor(private readonly options: Options) {
    this.help = registerPythonHelp(() => this.start(), options.openFile);
    this.listener = monaco.editor.onDidCreateModel((model) => this.startFor(model));
    for (const model of monaco.editor.getModels()) this.startFor(model);
    this.unsubscribe = options.components.subscribe(
      () => void this.server?.then((server) => server.componentsChanged()).catch(() => {}),
    );
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
    this.listener.dispose();
    this.unsubscribe();
    this.help[Symbol.dispose]();
    void this.server?.then((server) => server[Symbol.dispose]()).catch(() => {});
  }

  private startFor(model: monaco.editor.ITextModel): void {
    // Without it the editor edits as before; who asks for help is told why there is none.
    if (model.getLanguageId() === 'python') this.start().catch(() => {});
  }

  private start(): Promise<PythonServer> {
    this.server ??= this.options.sources().then((sources) => {
      const server = new PythonServer(sources, this.options.components.get);
      if (this.isDisposed) server[Symbol.dispose]();
      return server;
    });
    return this.server;
  }
}

import workerUrl from 'browser-basedpyright/dist/pyright.worker.js?url';
import type * as lsp from 'vscode-languageserver-types';
import stub from '../../../resources/runners/stubs/reflow.pyi?raw';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { monaco } from '../monaco/monaco.ts';
import { pathOf } from '../monaco/models.ts';
import type { SourceFile } from '../workspaceSources.ts';
import { actorStub, contextClassOf } from './actorStub.ts';
import { overlay, type Overlay } from './actorOverlay.ts';
import { fromDiagnostic } from './convert.ts';
import { LanguageServer } from './languageServer.ts';
import { builtinsFile, serverFile, serverRoot, serverUri, workspacePath } from './serverPaths.ts';

/** What a browser cannot know: the packages of a sandbox. Those that are missing are named when the actor is loaded (S7). */
const settings = {
  typeCheckingMode: 'standard',
  reportMissingModuleSource: false,
  reportMissingImports: false,
  reportAttributeAccessIssue: 'error',
  pythonVersion: '3.11',
  /** Where the worker keeps the types of Python's own library. */
  typeshedPath: '/typeshed',
};

const capabilities = {
  textDocument: {
    synchronization: {},
    completion: { completionItem: { documentationFormat: ['markdown'], snippetSupport: false } },
    hover: { contentFormat: ['markdown'] },
    signatureHelp: { signatureInformation: { documentationFormat: ['markdown'] } },
    publishDiagnostics: { tagSupport: { valueSet: [1, 2] } },
    rename: { prepareSupport: true },
  },
  workspace: { workspaceFolders: true, configuration: true },
};

/**
 * Pyright, in workers of this page, on the Python files that are open (E5). It knows the other Python files of the workspace and the
 * actors' API from its stub, and for each actor its own ports and config; it reads and never runs them.
 */
export class PythonServer implements Disposable {
  private readonly server: LanguageServer;
  private readonly ready: Promise<unknown>;
  private isReady = false;
  private readonly watched = new Map<monaco.editor.ITextModel, monaco.IDisposable>();
  private readonly listeners: monaco.IDisposable[];

  private lastVersion = 0;
  private readonly classes = new Map<string, string>();
  /** The stub of the actors' contexts, as the server has it. */
  private stub = { text: '', version: 0 };

  /** @param components all there are now; `componentsChanged` tells of others */
  constructor(
    sources: readonly SourceFile[],
    private readonly components: () => Iterable<ComponentDescription>,
  ) {
    this.server = new LanguageServer(
      () => new Worker(workerUrl, { name: 'Pyright' }),
      (method, params) => this.hear(method, params),
      (method, params) =>
        method === 'workspace/configuration' ? (params as { items: unknown[] }).items.map(() => ({})) : null,
    );
    this.ready = this.start(sources);
    // What fails is told to those who ask for something later.
    this.ready.catch(() => {});
    this.listeners = [
      monaco.editor.onDidCreateModel((model) => this.follow(model)),
      monaco.editor.onWillDisposeModel((model) => this.forget(model)),
    ];
    for (const model of monaco.editor.getModels()) this.follow(model);
  }

  /** Asks for something about a place in a file: `textDocument/hover` and the like. */
  async ask<Result>(method: string, model: monaco.editor.ITextModel, position: lsp.Position, more: object = {}) {
    return this.request<Result>(method, { textDocument: { uri: uriOf(model) }, position, ...more });
  }

  async request<Result>(method: string, params: unknown): Promise<Result> {
    await this.ready;
    return this.server.request<Result>(method, params);
  }

  /** Looks at the declared ports and config of the open files' actors again. */
  componentsChanged(): void {
    if (!this.isReady || !this.tellStub()) return;
    for (const model of this.watched.keys()) this.changed(model);
  }

  [Symbol.dispose](): void {
    for (const listener of this.listeners) listener.dispose();
    for (const model of this.watched.keys()) monaco.editor.setModelMarkers(model, 'python', []);
    for (const model of [...this.watched.keys()]) this.forget(model);
    this.server[Symbol.dispose]();
  }

  private async start(sources: readonly SourceFile[]): Promise<void> {
    const files = Object.fromEntries(sources.map(({ path, text }) => [serverFile(path), text]));
    files[serverFile('reflow.pyi')] = stub;
    files[serverFile(builtinsFile)] = actorStub([]);
    files[serverFile('pyrightconfig.json')] = JSON.stringify(settings);
    await this.server.request('initialize', {
      processId: null,
      capabilities,
      rootUri: serverRoot,
      workspaceFolders: [{ name: 'workspace', uri: serverRoot }],
      initializationOptions: { files },
    });
    this.server.notify('initialized', {});
    this.isReady = true;
    this.tellStub();
    for (const model of this.watched.keys()) this.open(model);
  }

  private follow(model: monaco.editor.ITextModel): void {
    if (model.getLanguageId() !== 'python' || model.uri.scheme !== 'file') return;
    this.watched.set(
      model,
      model.onDidChangeContent(() => this.changed(model)),
    );
    if (this.isReady) {
      this.tellStub();
      this.open(model);
    }
  }

  private open(model: monaco.editor.ITextModel): void {
    const { text } = this.overlaid(model);
    this.server.notify('textDocument/didOpen', {
      textDocument: { uri: uriOf(model), languageId: 'python', version: this.nextVersion(), text },
    });
  }

  /** Sends the whole text: actor files are small, and nothing can get out of step. */
  private changed(model: monaco.editor.ITextModel): void {
    if (!this.isReady) return;
    this.tellStub();
    this.server.notify('textDocument/didChange', {
      textDocument: { uri: uriOf(model), version: this.nextVersion() },
      contentChanges: [{ text: this.overlaid(model).text }],
    });
  }

  /** Tells the server what the contexts of the open files' actors know. @returns whether that was news */
  private tellStub(): boolean {
    const text = actorStub([...this.watched.keys()].flatMap((model) => this.overlaid(model).actors));
    if (text === this.stub.text) return false;
    const version = this.nextVersion();
    const uri = serverUri(builtinsFile);
    if (this.stub.version === 0)
      this.server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version, text } });
    else this.server.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
    this.stub = { text, version };
    return true;
  }

  private overlaid(model: monaco.editor.ITextModel): Overlay {
    const path = pathOf(model.uri);
    const components = [...this.components()].filter(({ file }) => file === path);
    return overlay(model.getValue(monaco.editor.EndOfLinePreference.LF), components, ({ id }) => this.classOf(id));
  }

  private classOf(component: string): string {
    const known = this.classes.get(component) ?? contextClassOf(this.classes.size);
    this.classes.set(component, known);
    return known;
  }

  private nextVersion(): number {
    return ++this.lastVersion;
  }

  private forget(model: monaco.editor.ITextModel): void {
    const listener = this.watched.get(model);
    if (!listener) return;
    listener.dispose();
    this.watched.delete(model);
    if (this.isReady) this.server.notify('textDocument/didClose', { textDocument: { uri: uriOf(model) } });
  }

  private hear(method: string, params: unknown): void {
    if (method !== 'textDocument/publishDiagnostics') return;
    const { uri, diagnostics } = params as { uri: string; diagnostics: lsp.Diagnostic[] };
    const path = workspacePath(uri);
    for (const model of this.watched.keys()) {
      if (pathOf(model.uri) !== path) continue;
      // What stands for an actor's own class is used, although Pyright reads another name there.
      const known = diagnostics.filter(({ message }) => !String(message).endsWith('"ActorContext" is not accessed'));
      const shown = this.overlaid(model).actors.length > 0 ? known : diagnostics;
      monaco.editor.setModelMarkers(model, 'python', shown.map(fromDiagnostic));
    }
  }
}

function uriOf(model: monaco.editor.ITextModel): string {
  return serverUri(pathOf(model.uri));
}

import { useEffect, useRef, useState } from 'react';
import type { DiscoveryProblem } from '#shared/actor/actor.ts';
import { usePreferencesStore, type PreferencesStore } from '../preferences/preferences.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { passStep } from '../guide/guideSteps.ts';
import { useStudio } from '../rpc/studio.ts';
import { CodeFiles } from './codeFiles.ts';
import { Drafts } from '../drafts/drafts.ts';
import { registerPortHelp } from './language/portHelp.ts';
import { provideScriptSources } from './language/scriptSources.ts';
import { loadProblems } from './loadProblems.ts';
import { markProblems } from './markers.ts';
import { provideWorkers } from './monaco/environment.ts';
import { MonacoModel, pathOf } from './monaco/models.ts';
import { monaco } from './monaco/monaco.ts';
import { followTheme } from './monaco/theme.ts';
import { configureTypeScript } from './typescript/typescriptDefaults.ts';
import { registerPythonFormat } from './python/pythonFormat.ts';
import { PythonHelp } from './python/pythonHelp.ts';
import { TestRuns } from './tests/testRuns.ts';
import { workspaceSources } from './workspaceSources.ts';

/** The open files of a workspace, and the runs of their tests. */
export interface OpenCode {
  readonly files: CodeFiles<MonacoModel>;
  readonly runs: TestRuns;
}

/** The open files of a workspace, followed by Monaco's theme, help and markers for as long as the panel is mounted; null before that. */
export function useCodeFiles(workspace: string): OpenCode | null {
  const { client } = useStudio();
  const store = useSessionStore();
  const preferences = usePreferencesStore();
  const [code, setCode] = useState<OpenCode | null>(null);
  const files = code?.files ?? null;
  const latest = useRef(client);
  useEffect(() => {
    latest.current = client;
  }, [client]);

  useEffect(() => {
    provideWorkers();
    configureTypeScript();
    const made = new CodeFiles({
      client: () => latest.current,
      drafts: new Drafts(localStorage, workspace),
      createModel: (path, text) => new MonacoModel(path, text),
      now: Date.now,
    });
    const theme = followTheme();
    const help = [
      registerPortHelp(() => store.getState().components.values()),
      new PythonHelp({
        sources: () => workspaceSources(latest.current, ['.py']),
        components: {
          get: () => store.getState().components.values(),
          subscribe: (listener) =>
            store.subscribe((state, before) => {
              if (state.components !== before.components) listener();
            }),
        },
        openFile: (path) => made.load(path),
      }),
      provideScriptSources(() => workspaceSources(latest.current, ['.js', '.mjs', '.cjs', '.ts', '.mts'])),
      registerPythonFormat(() => latest.current),
      openDefinitions((path, line) => store.getState().openFile(path, line)),
    ];
    const forgetTabs = rememberTabs(made, workspace);
    const forgetGuide = guideThroughCode(made, preferences);
    setCode({ files: made, runs: new TestRuns(() => latest.current, made) });
    return () => {
      setCode(null);
      forgetTabs();
      forgetGuide();
      made[Symbol.dispose]();
      for (const one of help) one[Symbol.dispose]();
      theme[Symbol.dispose]();
    };
  }, [store, preferences, workspace]);

  useRefresh(files);
  useMarkers(files);
  return code;
}

/** A definition in another file of the workspace opens that file. */
function openDefinitions(openFile: (path: string, line: number) => void): Disposable {
  const opener = monaco.editor.registerEditorOpener({
    openCodeEditor: (_source, resource, at) => {
      if (resource.scheme !== 'file' || resource.path.startsWith('/node_modules/')) return false;
      openFile(pathOf(resource), at && 'startLineNumber' in at ? at.startLineNumber : (at?.lineNumber ?? 1));
      return true;
    },
  });
  return { [Symbol.dispose]: () => opener.dispose() };
}

/** Looks at the disk again whenever discovery saw a change, the window comes to the front, or the connection was made anew. */
function useRefresh(files: CodeFiles<MonacoModel> | null): void {
  const store = useSessionStore();
  useEffect(() => {
    const refresh = () => void files?.refresh();
    const unsubscribe = store.subscribe((state, before) => {
      const sawChange = state.components !== before.components || state.discoveryProblems !== before.discoveryProblems;
      const connected = state.connection === 'connected' && before.connection !== 'connected';
      if (sawChange || connected) refresh();
    });
    window.addEventListener('focus', refresh);
    return () => {
      unsubscribe();
      window.removeEventListener('focus', refresh);
    };
  }, [files, store]);
}

function useMarkers(files: CodeFiles<MonacoModel> | null): void {
  const found = useSession((state) => state.discoveryProblems);
  // As text, since the network is told anew ten times a second.
  const loading = useSession((state) => JSON.stringify(loadProblems(state)));
  useEffect(() => {
    if (!files) return;
    const mark = () => {
      for (const { path, model } of files.store.getState().files) {
        markProblems(model.model, path, 'discovery', found);
        markProblems(model.model, path, 'sandbox', JSON.parse(loading) as DiscoveryProblem[]);
      }
    };
    mark();
    return files.store.subscribe((state, before) => {
      if (state.files.length !== before.files.length) mark();
    });
  }, [files, found, loading]);
}

/** Opens the files that were open before the panel was closed, and remembers those that are, for as long as the window lives. */
function rememberTabs(files: CodeFiles<MonacoModel>, workspace: string): () => void {
  const key = `reflow.code:${workspace}`;
  const remembered = JSON.parse(sessionStorage.getItem(key) ?? '[]') as string[];
  // A file that is gone by now is not worth a word.
  for (const path of remembered) files.open(path).catch(() => {});
  return files.store.subscribe((state) =>
    sessionStorage.setItem(key, JSON.stringify(state.files.map(({ path }) => path))),
  );
}

/** Text that is changed, and saved, takes the person on in the first steps (E9). */
function guideThroughCode(files: CodeFiles<MonacoModel>, preferences: PreferencesStore): () => void {
  return files.store.subscribe((state, before) => {
    for (const { path, isDirty, savedText } of state.files) {
      const earlier = before.files.find((file) => file.path === path);
      if (isDirty && earlier?.isDirty === false) passStep(preferences, 'change');
      if (earlier?.isDirty && savedText !== earlier.savedText) passStep(preferences, 'save');
    }
  });
}

import { CircleCheck, CircleX, FlaskConical, Play, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ActorTestResult } from '#shared/actor/actorTest.ts';
import { useSession } from '../../session/session.ts';
import { SmallIconButton } from '../../parts/SmallIconButton.tsx';
import { useStudio } from '../../rpc/studio.ts';
import { TryCode } from '../TryCode.tsx';
import { isTestFile, testFileOf } from '#shared/actor/testPath.ts';
import { newTestText } from './testFile.ts';
import type { TestRun, TestRuns } from './testRuns.ts';

interface TestBarProps {
  path: string;
  runs: TestRuns;
  /** The text in the editor. */
  text: () => string;
}

/** Below the tabs, for an actor and for its tests: runs them and says how they went (E5). */
export function TestBar({ path, runs, text }: TestBarProps) {
  const hasActor = useSession((state) => [...state.components.values()].some(({ file }) => file === path));
  const testPath = isTestFile(path) ? path : hasActor ? testFileOf(path) : undefined;
  return testPath === undefined ? null : <Bar key={path} path={path} testPath={testPath} runs={runs} text={text} />;
}

function Bar({ path, testPath, runs, text }: TestBarProps & { testPath: string }) {
  const { client } = useStudio();
  const run = useStore(runs.store, (all) => all.get(testPath));
  const openFile = useSession((state) => state.openFile);
  const notifyError = useSession((state) => state.notifyError);
  const component = useSession((state) => [...state.components.values()].find(({ file }) => file === path));
  const trusted = useSession((state) => state.workspace?.trusted ?? false);
  const [found, setFound] = useState(false);
  const exists = found || isTestFile(path);

  useEffect(() => {
    if (found) return;
    let isLatest = true;
    client.call('files.read', { path: testPath }).then(
      () => isLatest && setFound(true),
      () => {},
    );
    return () => {
      isLatest = false;
    };
  }, [client, found, testPath]);

  const create = async () => {
    const newText = newTestText(component?.inports ?? [], component?.outports ?? []);
    await client.call('files.write', { path: testPath, text: newText, baseHash: null });
    setFound(true);
    openFile(testPath);
  };

  return (
    <div className="shrink-0 border-b border-line bg-surface" aria-label="Tests" role="group">
      <div className="flex min-h-7 flex-wrap items-center gap-x-2 px-2">
        {exists ? (
          <>
            <TextButton
              icon={Play}
              disabled={run?.state === 'running' || !trusted}
              onClick={() => void runs.run(testPath)}
            >
              {run?.state === 'running' ? 'Running tests…' : 'Run tests'}
            </TextButton>
            {path !== testPath && (
              <TextButton icon={FlaskConical} onClick={() => openFile(testPath)}>
                Open tests
              </TextButton>
            )}
          </>
        ) : (
          <TextButton icon={FlaskConical} onClick={() => void create().catch(notifyError)}>
            New test
          </TextButton>
        )}
        {path !== testPath && <TryCode path={path} text={text} />}
        <span role="status" className="truncate text-muted">
          {run && summary(run)}
        </span>
        {run && run.state !== 'running' && (
          <SmallIconButton
            icon={X}
            label="Close test results"
            className="ml-auto"
            onClick={() => runs.forget(testPath)}
          />
        )}
      </div>
      {run?.state === 'finished' && <Results results={run.results} />}
      {run?.state === 'failed' && <p className="px-3 pb-2 text-danger">{run.message}</p>}
    </div>
  );
}

function summary(run: TestRun): string {
  if (run.state === 'running') return '';
  if (run.state === 'failed') return 'The tests could not run';
  const passed = run.results.filter(({ problems }) => problems.length === 0).length;
  return passed === run.results.length
    ? `All ${passed} passed`
    : `${run.results.length - passed} of ${run.results.length} failed`;
}

function Results({ results }: { results: readonly ActorTestResult[] }) {
  return (
    <ul className="max-h-48 overflow-y-auto px-3 pb-2" aria-label="Test results">
      {results.map(({ name, problems, milliseconds }) => (
        <li key={name} className="py-0.5">
          <span className="flex items-center gap-1.5">
            {problems.length === 0 ? (
              <CircleCheck aria-label="Passed" className="size-3.5 shrink-0 text-success" />
            ) : (
              <CircleX aria-label="Failed" className="size-3.5 shrink-0 text-danger" />
            )}
            <span className="min-w-0 grow truncate">{name}</span>
            <span className="text-muted tabular-nums">{milliseconds.toFixed(1)} ms</span>
          </span>
          {problems.map((problem) => (
            <p key={problem} className="ml-5 font-mono text-[12px] break-words text-danger">
              {problem}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function TextButton(props: { icon: typeof Play; disabled?: boolean; onClick: () => void; children: string }) {
  const { icon: Icon, disabled = false, onClick, children } = props;
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onClick}
      className="inline-flex shrink-0 items-center gap-1 rounded px-1.5 py-0.5 whitespace-nowrap hover:bg-hover disabled:opacity-40"
    >
      <Icon aria-hidden className="size-3.5" />
      {children}
    </button>
  );
}

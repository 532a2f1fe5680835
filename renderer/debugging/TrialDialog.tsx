import { useEffect, useState } from 'react';
import type { TrialResult } from '#shared/rpc/live/debugging.ts';
import { useUnsavedText } from '../drafts/unsavedText.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { Stack } from '../failure/Stack.tsx';
import { failureText } from '../failure/failureText.ts';
import { Button } from '../parts/Button.tsx';
import { formatDuration } from '../parts/measures.ts';
import { Modal } from '../parts/Modal.tsx';
import { useStudio } from '../rpc/studio.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';
import { readValueText } from '../value/readPreview.ts';
import { ValueBox } from '../value/ValueBox.tsx';
import { prettyJson } from './JsonEdit.tsx';
import { useKeepAsTest } from './keepAsTest.ts';
import { ValueDiff } from './ValueDiff.tsx';

/** One node, tried on a recorded message or on given inputs. */
export interface Trial {
  readonly path: string;
  /** As the running network knows it. */
  readonly node: string;
  readonly message?: { readonly runId: string; readonly id: number };
  readonly inputs?: Record<string, unknown>;
  /** Text in place of the actor's file; what is typed in the editor, saved or not, unless said otherwise. */
  readonly source?: string;
}

/** A trial run of one node with the text in the editor, saved or not (N8): its outputs, log and changes of state, apart from the flow. */
export function TrialDialog({ trial, onClose }: { trial: Trial; onClose: () => void }) {
  const { client } = useStudio();
  const { path, node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const notifyError = useSession((state) => state.notifyError);
  const id = trial.path === path && trial.node.startsWith(prefix) ? trial.node.slice(prefix.length) : undefined;
  const file = useSession((state) => state.components.get(graph?.processes[id ?? '']?.component ?? '')?.file ?? null);
  const unsaved = useUnsavedText(file);
  const source = trial.source ?? unsaved;
  const keepAsTest = useKeepAsTest(id);
  // A new object for each attempt.
  const [attempt, setAttempt] = useState(trial);
  const [outcome, setOutcome] = useState<TrialResult | Error>();
  useEffect(() => {
    let isWanted = true;
    client.call('network.trial', { ...attempt, ...(source === undefined ? {} : { source }) }).then(
      (result) => isWanted && setOutcome(result),
      (error: unknown) => isWanted && setOutcome(error instanceof Error ? error : new Error(String(error))),
    );
    return () => {
      isWanted = false;
    };
  }, [client, attempt, source]);
  const result = outcome instanceof Error ? undefined : outcome;
  const keep = async ({ inputs, outputs, error, state }: TrialResult) => {
    const before = state.flatMap((change) => (change.before === null ? [] : [[change.key, change.before] as const]));
    await keepAsTest?.({
      name: `trial at ${new Date().toISOString().slice(0, 19).replace('T', ' ')}`,
      ...{ inputs, outputs, state: Object.fromEntries(before), error: error ? failureText(error) : undefined },
    });
    onClose();
  };
  return (
    <Modal
      title={`Trial of ${id === undefined ? trial.node : titleIn(graph, id)}`}
      description={`A run of this node alone, ${unsaved === undefined ? '' : `with the unsaved text of ${file}, `}on a copy of its state. The flow goes on untouched.`}
      wide
      onClose={onClose}
    >
      <div className="flex min-h-40 flex-col gap-3 overflow-y-auto p-4">
        {outcome === undefined && <p role="status">Trying…</p>}
        {outcome instanceof Error && (
          <p role="alert" className="text-danger">
            {outcome.message}
          </p>
        )}
        {result && <Outcome result={result} onOpenFile={onClose} />}
      </div>
      <div className="flex justify-end gap-2 border-t border-line p-3">
        <Button
          disabled={!result || !keepAsTest}
          title="Adds these inputs, and what came of them, to the tests beside the actor"
          onClick={() => result && void keep(result).catch(notifyError)}
        >
          Keep as a test
        </Button>
        <Button
          onClick={() => {
            setOutcome(undefined);
            setAttempt({ ...trial });
          }}
        >
          Try again
        </Button>
        <Button tone="accent" onClick={onClose}>
          Close
        </Button>
      </div>
    </Modal>
  );
}

function Outcome({ result, onOpenFile }: { result: TrialResult; onOpenFile: () => void }) {
  const { inputs, outputs, logs, error, state, milliseconds } = result;
  return (
    <>
      {error ? (
        <div role="alert">
          <p className="text-danger">{failureText(error)}</p>
          {error.stack !== '' && <Stack stack={error.stack} onOpen={onOpenFile} />}
        </div>
      ) : (
        <p className="text-muted">Took {formatDuration(milliseconds)}.</p>
      )}
      <Part title="Outputs" empty="It sent nothing.">
        {outputs.map(({ port, json }, index) => (
          // Outputs have no identity but their order.
          <OneValue key={index} port={port} json={json} name={`output ${index + 1}, ${port}`} />
        ))}
      </Part>
      <Part title="State" empty="It changed no state.">
        {state.map(({ key, before, after }) => (
          <div key={key}>
            <p className="text-muted">{key}</p>
            <ValueDiff
              before={before === null ? '' : prettyJson(before)}
              after={after === null ? '' : prettyJson(after)}
              label={`Change of ${key}`}
            />
          </div>
        ))}
      </Part>
      <Part title="Log" empty="It logged nothing.">
        {logs.map(({ level, text }, index) => (
          <p key={index} className="font-mono text-xs">
            <span className="text-muted">{level}</span> {text}
          </p>
        ))}
      </Part>
      <Part title="Inputs" empty="It took nothing.">
        {Object.entries(inputs).map(([port, json]) => (
          <OneValue key={port} port={port} json={json} name={`input ${port}`} />
        ))}
      </Part>
    </>
  );
}

function OneValue({ port, json, name }: { port: string; json: string; name: string }) {
  const value = readValueText(json);
  return (
    <div>
      <p className="text-muted">{port}</p>
      <div className="rounded border border-line">
        {value === undefined ? (
          <pre className="p-2 font-mono text-xs">{json}</pre>
        ) : (
          <ValueBox value={value} json={json} name={name} />
        )}
      </div>
    </div>
  );
}

function Part({ title, empty, children }: { title: string; empty: string; children: React.ReactNode[] }) {
  return (
    <section aria-label={title} className="flex flex-col gap-1">
      <h3 className="font-semibold">{title}</h3>
      {children.length === 0 ? <p className="text-muted">{empty}</p> : children}
    </section>
  );
}

/** Whether trials can run: nothing does in a workspace that is not trusted (X1). */
export function useCanTry(): boolean {
  return useSession((state) => state.workspace?.trusted ?? false);
}

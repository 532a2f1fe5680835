import { useEffect, useState } from 'react';
import type { TrialResult } from '#shared/rpc/live/debugging.ts';
import { Modal } from '../parts/Modal.tsx';
import { useSession } from '../session/session.ts';
import { formatDuration } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { prettyJson } from './JsonEdit.tsx';
import { Button } from '../parts/Button.tsx';
import { ValueDiff } from './ValueDiff.tsx';
import { failureText } from '../inspector/failureText.ts';

/** One node, tried on a recorded message or on given inputs. */
export interface Trial {
  readonly path: string;
  /** As the running network knows it. */
  readonly node: string;
  readonly message?: { readonly runId: string; readonly id: number };
  readonly inputs?: Record<string, unknown>;
  /** Edited text in place of the actor's file. */
  readonly source?: string;
}

/** A trial run of one node (N8): its outputs, log and changes of state, apart from the flow. */
export function TrialDialog({ trial, title, onClose }: { trial: Trial; title: string; onClose: () => void }) {
  const [attempt, setAttempt] = useState(1);
  return (
    <Modal
      title={title}
      description="A run of this node alone, on a copy of its state. The flow goes on untouched."
      wide
      onClose={onClose}
    >
      <Attempt key={attempt} trial={trial} />
      <div className="flex justify-end gap-2 border-t border-line p-3">
        <Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>
        <Button tone="accent" onClick={onClose}>
          Close
        </Button>
      </div>
    </Modal>
  );
}

function Attempt({ trial }: { trial: Trial }) {
  const { client } = useStudio();
  const [outcome, setOutcome] = useState<TrialResult | Error>();
  useEffect(() => {
    let isWanted = true;
    client.call('network.trial', trial).then(
      (result) => isWanted && setOutcome(result),
      (error: unknown) => isWanted && setOutcome(error instanceof Error ? error : new Error(String(error))),
    );
    return () => {
      isWanted = false;
    };
  }, [client, trial]);
  return (
    <div className="flex min-h-40 flex-col gap-3 overflow-y-auto p-4">
      {outcome === undefined && <p role="status">Trying…</p>}
      {outcome instanceof Error && (
        <p role="alert" className="text-danger">
          {outcome.message}
        </p>
      )}
      {outcome && !(outcome instanceof Error) && <Outcome result={outcome} />}
    </div>
  );
}

function Outcome({ result }: { result: TrialResult }) {
  const { outputs, logs, error, state, milliseconds } = result;
  return (
    <>
      <p className="text-muted">Took {formatDuration(milliseconds)}.</p>
      {error && (
        <div role="alert">
          <p className="text-danger">{failureText(error)}</p>
          <pre className="overflow-auto font-mono text-xs text-muted">{error.stack}</pre>
        </div>
      )}
      <Part title="Outputs" empty="It sent nothing.">
        {outputs.map(({ port, json }, index) => (
          // Outputs have no identity but their order.
          <div key={index}>
            <p className="text-muted">{port}</p>
            <pre className="max-h-48 overflow-auto rounded border border-line p-2 font-mono text-xs">
              {prettyJson(json)}
            </pre>
          </div>
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
    </>
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

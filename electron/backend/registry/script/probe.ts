import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { largestMessage, resolveLimits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { outputCompletes, recordKind, type LoadPayload } from '../../channel/frames.ts';
import { readFailure } from './runnerRecords.ts';
import type { ScriptServices } from './scriptServices.ts';
import { exitText, ScriptSession } from './scriptSession.ts';

const sources: Readonly<Record<ScriptRuntime, string>> = {
  python: 'def process(context):\n    return {"output": context.get_input("input")}\n',
  javascript: 'exports.process = (context) => ({ output: context.getInput("input") });\n',
};

const sentMessage = '"are you there?"';

/**
 * Runs a small actor of the program's own in a sandbox from the pool, and looks whether it answers (O1).
 * @param patience milliseconds
 * @throws AppError that says why it does not
 */
export async function probe(services: ScriptServices, runtime: ScriptRuntime, patience: number): Promise<void> {
  const deadline = AbortSignal.timeout(patience);
  const limits = resolveLimits({ workspace: services.limits[runtime], ceiling: services.limits.ceiling });
  let settle!: { resolve(): void; reject(failure: AppError): void };
  const answered = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  answered.catch(() => {});
  const failed = (sentence: string): void => settle.reject(new AppError('noSandbox', sentence));
  let output: string | undefined;
  deadline.addEventListener('abort', () => failed(`it did not answer within ${patience / 1000} s`));
  await using session = await ScriptSession.open(
    services,
    { runtime, limits, environment: {} },
    {
      receive(_, record) {
        const { kind, flags } = record;
        if (kind === recordKind.output) output = record.text;
        if (kind === recordKind.failed) failed(readFailure(record.payload).message);
        else if (kind !== recordKind.completed && (flags & outputCompletes) === 0) return;
        else if (output === sentMessage) settle.resolve();
        else failed(`it answered ${output ?? 'nothing'} instead of ${sentMessage}`);
      },
      print: () => {},
      ended: (_session, exit) => failed(`its sandbox ended (${exitText(exit)})`),
    },
    deadline,
  );
  await Promise.race([session.load(actorOf(runtime)), answered]);
  const call = session.channel.beginCall(session.instance);
  session.sendText(recordKind.process, 0, call, `{"input":${sentMessage}}`);
  await answered;
}

function actorOf(runtime: ScriptRuntime): LoadPayload {
  const entry = runtime === 'python' ? 'probe.py' : 'probe.js';
  return {
    files: { [entry]: sources[runtime] },
    entry,
    function: null,
    component: 'probe',
    actorId: 'probe',
    inports: ['input'],
    outports: ['output'],
    config: '{}',
    largest: largestMessage,
  };
}

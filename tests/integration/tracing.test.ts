import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Folder, projectRoot, reflowStudio, Served } from './commandLine.ts';
import { TraceCollector, type CollectedSpan } from './traceCollector.ts';

const count = `
from reflow import actor

@actor(name="Count", inports=["n"], outports=["total"])
async def count(context):
    if context.get_input("n") < 0:
        raise ValueError("no negative numbers")
    return {"total": await context.state.increment("total")}
`;
const graph = (runtime?: string) =>
  JSON.stringify({
    properties: { name: 'traced' },
    processes: {
      ticks: { component: 'Inject', metadata: { config: { interval: 0.01, payload: 5, count: 2 } } },
      pass: { component: 'Repeat' },
      count: { component: 'Count', metadata: runtime === undefined ? {} : { runtime } },
    },
    connections: [
      { from: { nodeId: 'ticks', portId: 'out' }, to: { nodeId: 'pass', portId: 'in' } },
      { from: { nodeId: 'pass', portId: 'out' }, to: { nodeId: 'count', portId: 'n' } },
      { data: -1, to: { nodeId: 'count', portId: 'n' } },
    ],
  });

/** The names of a span and of what it hangs on, the root last. */
function pathOf(span: CollectedSpan, spans: readonly CollectedSpan[]): string[] {
  const parent = spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
  return [span.name, ...(parent ? pathOf(parent, spans) : [])];
}

it('[O2] each message has one trace, from where it enters over every node and its state; none when it is switched off', async () => {
  await using collector = await TraceCollector.start();
  await using folder = await Folder.make({
    'reflow.yaml': `tracing:\n  endpoint: ${collector.url}\n  headers: { x-team: blue }\n`,
    'count.actor.py': count,
    'traced.graph.json': graph(),
  });
  const { lines } = await reflowStudio(['run', folder.path('traced.graph.json')]);
  expect(lines.map(({ data }) => data)).toEqual([1, 2]);
  const { spans } = collector;
  expect(collector.headers[0]).toMatchObject({ 'x-team': 'blue' });
  const states = spans.filter(({ name }) => name === 'state increment');
  for (const state of states)
    expect(pathOf(state, spans)).toEqual(['state increment', 'fire count', 'fire pass', 'message ticks.out']);
  expect(new Set(states.map(({ traceId }) => traceId)).size).toBe(2);
  const failed = spans.filter(({ status }) => status.code === 2);
  expect(failed.map((span) => pathOf(span, spans))).toEqual([['fire count', 'message count.n']]);
  expect(failed[0]!.status.message).toBe('ValueError: no negative numbers');
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['reflow-studio']));
  const before = spans.length;
  await reflowStudio(['run', folder.path('traced.graph.json')], { OTEL_SDK_DISABLED: 'true' });
  expect(spans.length).toBe(before);
}, 60_000);

it('[O2] [C4] the state of WebAssembly is part of the trace of the message that asked for it', async () => {
  await using collector = await TraceCollector.start();
  await using folder = await Folder.make({
    'reflow.yaml': `tracing:\n  endpoint: ${collector.url}\n`,
    'tally.graph.json': JSON.stringify({
      processes: {
        ticks: { component: 'Inject', metadata: { config: { interval: 0, count: 3 } } },
        tally: { component: 'Tally' },
      },
      connections: [{ from: { nodeId: 'ticks', portId: 'out' }, to: { nodeId: 'tally', portId: 'n' } }],
    }),
  });
  for (const file of ['tally.actor.wasm', 'tally.actor.json'])
    await copyFile(path.join(projectRoot, 'resources/examples/wasm', file), folder.path(file));
  const { lines } = await reflowStudio(['run', folder.path('tally.graph.json')]);
  expect(lines.map(({ data }) => data)).toEqual([1, 3, 6]);
  const { spans } = collector;
  const states = spans.filter(({ name }) => name.startsWith('state '));
  for (const state of states) expect(pathOf(state, spans).slice(1)).toEqual(['fire tally', 'message ticks.out']);
  expect(new Set(states.map(({ traceId }) => traceId)).size).toBe(3);
}, 60_000);

it('[O2, R2] a trace goes on in calls and on other servers', async () => {
  await using collector = await TraceCollector.start();
  await using folder = await Folder.make({
    'worker/reflow.yaml': '',
    'host/reflow.yaml': '',
    'host/count.actor.py': count,
  });
  const environment = (name: string) => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_SERVICE_NAME: name,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  await using worker = await Served.start(folder.path('worker'), [], environment('worker'));
  await folder.write('host/traced.graph.json', graph(worker.ready.rpc));
  await reflowStudio(['run', folder.path('host/traced.graph.json')], environment('host'));
  const traceId = 'a'.repeat(32);
  const client = await worker.connectAsCaller();
  const { actors } = await client.call('list', {});
  const traceparent = `00-${traceId}-${'b'.repeat(16)}-01`;
  await client.call('process', { actor_id: actors[0]!.actor_id, payload: { n: 1 }, traceparent });
  await client.call('process', { actor_id: actors[0]!.actor_id, payload: { n: 1 }, traceparent: 'nonsense' });
  client.close();
  await worker.stop();

  const { spans } = collector;
  const remote = spans.filter(({ name, service }) => name === 'state increment' && service === 'worker');
  const paths = remote.map((span) => pathOf(span, spans).map((name) => name.replace(/Count-\w+/, 'Count')));
  const far = ['state increment', 'process Count', 'fire count', 'fire pass', 'message ticks.out'];
  expect(paths).toEqual([far, far, ['state increment', 'process Count'], ['state increment', 'process Count']]);
  expect(remote.filter((span) => span.traceId === traceId)).toHaveLength(1);
}, 90_000);

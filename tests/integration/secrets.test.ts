import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import { Folder, reflowStudio, Served } from './commandLine.ts';

const leaky = `
import os
from reflow import actor

@actor(name="Leaky", inports=["n"], outports=["out"])
async def leaky(context):
    key = os.environ.get("API_KEY", "none")
    print("using", key)
    context.log("warn", f"again {key!r}")
    await context.send_output("out", {"key": key, "length": len(key), "others": sorted(os.environ)})
    raise ValueError(f"refused: {key}")
`;
const node = (metadata: object) => ({ component: 'Leaky', metadata });
const flow = (rule: string) => ({
  properties: { name: 'main' },
  processes: { leaky: node({ env_vars: { API_KEY: rule } }), plain: node({}) },
  connections: [
    { data: 1, to: { nodeId: 'leaky', portId: 'n' } },
    { data: 1, to: { nodeId: 'plain', portId: 'n' } },
  ],
});
const secret = 's3cr3t-"value"-0123456789';
const files = { 'reflow.yaml': '', 'leaky.actor.py': leaky, 'main.graph.json': JSON.stringify(flow('required')) };
const outputOf = (lines: Record<string, unknown>[], id: string) =>
  lines.find((line) => line['node'] === id)?.['data'] as { key: string; length: number; others: string[] } | undefined;

describe('the environment of nodes', () => {
  it('[N12] a required variable that is missing stops the start with its name; an optional one has its default', async () => {
    await using folder = await Folder.make(files);
    const kept = { REFLOW_SECRETS: folder.path('../none') };
    const missing = await reflowStudio(['run', folder.path('main.graph.json')], kept);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('API_KEY');
    expect(missing.lines).toEqual([]);
    await folder.write('main.graph.json', JSON.stringify(flow('optional:fallback')));
    const fallback = await reflowStudio(['run', folder.path('main.graph.json')], kept);
    expect(outputOf(fallback.lines, 'leaky')).toMatchObject({ key: 'fallback' });
    await folder.write('main.graph.json', JSON.stringify(flow('perhaps')));
    const wrong = await reflowStudio(['validate', folder.path('main.graph.json')]);
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('API_KEY of leaky cannot be read')]);
  });

  it('[N12] a value reaches the node that declares it, no other, and no log', async () => {
    await using folder = await Folder.make(files);
    const run = await reflowStudio(['run', folder.path('main.graph.json')], { API_KEY: secret });
    expect(outputOf(run.lines, 'leaky')).toMatchObject({ key: secret, length: secret.length });
    expect(outputOf(run.lines, 'plain')!.others).not.toContain('API_KEY');
    expect(run.stderr).toContain('using [secret API_KEY]');
    expect(run.stderr).toContain('refused: [secret API_KEY]');
    expect(run.stderr).not.toContain('s3cr3t');
  });

  it('[N12] secrets set over RPC run flows, are listed by name only, and are in no event, error, log, graph or workspace file', async () => {
    await using folder = await Folder.make({});
    for (const [name, text] of Object.entries(files)) await folder.write(`workspace/${name}`, text);
    const environment = { REFLOW_SECRETS: folder.path('secrets') };
    await using server = await Served.start(folder.path('workspace'), ['--debug'], environment);
    const client = await server.connect();
    const target = { path: 'main.graph.json' };
    try {
      await expect(client.call('network.start', target)).rejects.toThrow(/API_KEY/);
      const { secrets } = await client.call('secrets.set', { name: 'API_KEY', value: secret });
      expect(secrets).toEqual([{ name: 'API_KEY', kept: 'file', usable: true }]);
      expect(await client.call('secrets.list', {})).toEqual({ secrets, keptIn: 'file' });
      const events: NetworkEvent[] = [];
      const records: LogRecord[] = [];
      let status: NetworkStatus | undefined;
      await client.subscribe('events', target, (data) => events.push(...data.events));
      await client.subscribe('log', {}, (data) => records.push(...data.records));
      await client.subscribe('network', target, (data) => (status = data));
      await client.call('network.start', target);
      await expect
        .poll(() => events.filter(({ _type }) => _type === 'ActorFailed').length, { timeout: 15_000 })
        .toBe(2);
      await expect.poll(() => records.some(({ text }) => text.startsWith('using [secret'))).toBe(true);
      await expect.poll(() => status?.nodes['leaky']?.lastError?.message).toContain('refused: [secret API_KEY]');
      expect(events.some(({ _type }) => _type === 'ActorEmit')).toBe(true);
      expect(JSON.stringify([events, records, status])).not.toContain('s3cr3t');

      await client.call('graph.open', target);
      const edits = [{ kind: 'property' as const, name: 'note', before: undefined, after: secret }];
      await expect(client.call('graph.edit', { ...target, revision: 0, label: 'note', edits })).rejects.toThrow(
        /secret API_KEY, which is never written into a graph/,
      );
      for (const leaking of [
        client.call('graph.create', { path: 'new.graph.json', name: secret }),
        client.call('files.write', { path: 'new.graph.json', text: JSON.stringify({ note: secret }), baseHash: null }),
      ])
        await expect(leaking).rejects.toThrow(/secret API_KEY, which is never written into a graph/);
      await expect(client.call('network.send', { ...target, node: secret, port: 'n', data: 1 })).rejects.toThrow(
        'no node [secret API_KEY] in this run',
      );
      expect(await client.call('secrets.delete', { name: 'API_KEY' })).toEqual({ deleted: true });
      await expect(client.call('network.start', target)).rejects.toThrow(/API_KEY/);
    } finally {
      client.close();
    }
    await server.stop();
    expect(server.stderr).not.toContain('s3cr3t');
    const everything = await readdir(folder.path('workspace'), { recursive: true, withFileTypes: true });
    for (const file of everything.filter((entry) => entry.isFile()))
      expect(await readFile(path.join(file.parentPath, file.name), 'latin1')).not.toContain('s3cr3t');
  });
});

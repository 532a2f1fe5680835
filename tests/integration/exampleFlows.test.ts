import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot, reflowStudio } from './commandLine.ts';

const examples = path.join(projectRoot, 'resources/examples');
const graphs = (await readdir(examples, { recursive: true })).filter((file) => file.endsWith('.graph.json')).toSorted();

describe('example flows', () => {
  it.each(graphs)('[C3] [G7] %s has no problem', async (file) => {
    const { code, stdout } = await reflowStudio(['validate', path.join(examples, file), '--json']);
    expect(JSON.parse(stdout)).toEqual({ problems: [] });
    expect(code).toBe(0);
  });

  it('[C3] flows show the components that reach outside, and those that shape time and lists', async () => {
    const texts = await Promise.all(graphs.map((file) => readFile(path.join(examples, file), 'utf8')));
    const used = new Set(texts.flatMap((text) => [...text.matchAll(/"component": "(\w+)"/g)].map(([, name]) => name)));
    for (const name of ['HttpIn', 'HttpOut', 'HttpRequest', 'WebSocketIn', 'WebSocketOut', 'RedisStreamIn'])
      expect(used, name).toContain(name);
    for (const name of [
      'Switch',
      'Join',
      'Merge',
      'Throttle',
      'Filter',
      'Delay',
      'Counter',
      'Constant',
      'Inject',
      'Log',
    ])
      expect(used, name).toContain(name);
    for (const name of ['RedisStreamOut', 'Debounce', 'Batch', 'ReadFile', 'WriteFile', 'Split', 'Map', 'Display'])
      expect(used, name).toContain(name);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTarget, sortDropped } from './openTarget.ts';

let root: string;
const at = (...parts: string[]): string => path.join(root, ...parts);

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'open-target-'));
  await mkdir(at('flows/deep'), { recursive: true });
  await mkdir(at('alone'));
  await Promise.all(
    ['flows/reflow.yaml', 'flows/deep/a.graph.json', 'alone/b.graph.yaml', 'c.py', 'd.actor.ts', 'e.txt'].map((file) =>
      writeFile(at(file), ''),
    ),
  );
});
afterAll(() => rm(root, { recursive: true }));

describe('what is opened from outside', () => {
  it('[E10, P2] a graph opens in the workspace that it belongs to', () => {
    expect(openTarget(at('flows/deep/a.graph.json'))).toEqual({ workspace: at('flows'), graph: 'deep/a.graph.json' });
    expect(openTarget(at('alone/b.graph.yaml'))).toEqual({ workspace: at('alone'), graph: 'b.graph.yaml' });
    expect(openTarget(at('flows'))).toEqual({ workspace: at('flows') });
  });

  it('[E10] dropped paths are opened, copied in, or left alone', () => {
    const dropped = ['flows', 'flows/deep/a.graph.json', 'c.py', 'd.actor.ts', 'e.txt'].map((file) => at(file));
    expect(sortDropped(dropped)).toEqual({
      folders: [at('flows')],
      graphs: [at('flows/deep/a.graph.json')],
      actors: [at('c.py'), at('d.actor.ts')],
      others: [at('e.txt')],
    });
  });
});

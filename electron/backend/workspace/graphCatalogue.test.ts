import { component as described } from '#shared/actor/componentFixture.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ComponentRegistry } from '../registry/componentRegistry.ts';
import type { Component } from '../registry/component.ts';
import { GraphCatalogue } from './graphCatalogue.ts';
import { Workspace } from './workspace.ts';

let folder: string;
let registry: ComponentRegistry;
let catalogue: GraphCatalogue;
let announced: number;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reflow-graphs-'));
  registry = new ComponentRegistry();
  announced = 0;
  registry.onChange(() => announced++);
  catalogue = new GraphCatalogue(new Workspace(folder, [], Date.now), registry, 'FolderStructure');
  catalogue.followRegistry();
});
afterEach(() => rm(folder, { recursive: true }));
const write = (file: string, graph: object | string) =>
  writeFile(path.join(folder, file), typeof graph === 'string' ? graph : JSON.stringify({ processes: {}, ...graph }));
const names = () => registry.descriptions().map(({ id, file }) => `${id} ${file}`);
const script = (name: string, inports: string[]): Component => ({
  description: described(
    name,
    { in: Object.fromEntries(inports.map((one) => [one, 'integer'])) },
    { file: `${name}.actor.py`, line: 1 },
  ),
  createInstance: () => Promise.reject(new Error('none')),
});

describe('graphs in the registry', () => {
  it('[N11] have the name of properties.name, else of the file; of two the first by path, and a problem on the other', async () => {
    await write('a.graph.json', { properties: { name: 'Named' } });
    await write('b.graph.json', { properties: { name: 'Named' } });
    await write('c.graph.json', {});
    await catalogue.load();
    expect(names()).toEqual(['Named a.graph.json', 'c c.graph.json']);
    expect(catalogue.problems).toMatchObject([
      { file: 'b.graph.json', message: expect.stringContaining('a.graph.json') },
    ]);
    await rm(path.join(folder, 'a.graph.json'));
    await catalogue.changed('a.graph.json');
    expect(names()).toEqual(['Named b.graph.json', 'c c.graph.json']);
    expect(catalogue.problems).toEqual([]);
  });

  it('[N11][D8] give their name up to an actor, and have it again when that is gone; files that are no graphs are told of', async () => {
    await write('same.graph.json', {});
    await catalogue.load();
    const actor = registry.register(script('same', []));
    await Promise.resolve();
    expect(names()).toEqual(['same same.actor.py']);
    expect(catalogue.problems).toMatchObject([
      { file: 'same.graph.json', message: expect.stringContaining('same.actor.py') },
    ]);
    actor[Symbol.dispose]();
    await Promise.resolve();
    expect(names()).toEqual(['same same.graph.json']);
    const before = announced;
    await write('broken.graph.json', '{');
    await catalogue.changed('broken.graph.json');
    expect(catalogue.problems).toMatchObject([{ file: 'broken.graph.json' }]);
    await Promise.resolve();
    expect(announced).toBeGreaterThan(before);
  });

  it('[N11] have the ports of what is in them, also when that changes', async () => {
    const inports = { enter: { nodeId: 'n', portId: 'x' } };
    await write('g.graph.json', { processes: { n: { component: 'Late' } }, inports });
    await catalogue.load();
    const port = () => registry.descriptions().find(({ id }) => id === 'g')!.inports[0]!;
    expect(port()).toMatchObject({ required: false, port_type: { type: 'any' } });
    registry.register(script('Late', ['x']));
    await expect.poll(port).toMatchObject({ required: true, port_type: { type: 'integer' } });
    await write('g.graph.json', { processes: { n: { component: 'Late' } }, inports: { other: inports.enter } });
    await catalogue.changed('g.graph.json');
    expect(port().name).toBe('other');
  });
});

import { describe, expect, it } from 'vitest';
import { exactConfig } from '#shared/graph/exactMetadata.ts';
import type { GraphNode, Metadata } from '#shared/graph/graph.ts';
import { writePlain } from '#shared/message/json.ts';
import { schemaErrors, schemaValidator } from './schemaValidator.ts';
import { fromForm, toForm, typedNumber } from './formNumbers.ts';
import { chosenConfig, configStep, sameValue } from './configStep.ts';

const node = (metadata: GraphNode['metadata']): GraphNode => ({
  id: 'mean',
  component: 'RollingMean',
  metadata,
  scriptRuntime: 'python',
});

describe('the config of a node', () => {
  it('[E6] a change becomes one undoable edit that keeps everything else of the node', () => {
    const before = node({ studio: { x: 1, y: 2 }, config: { window: 7 } });
    expect(configStep(before, { window: 9 })).toEqual({
      label: 'Set window of mean',
      edits: [
        {
          kind: 'node',
          id: 'mean',
          before,
          after: { ...before, metadata: { studio: { x: 1, y: 2 }, config: { window: 9 } } },
        },
      ],
    });
    expect(configStep(before, { window: 7 })).toBeUndefined();
  });

  it('[G8] a config written flat stays flat', () => {
    const before = node({ studio: { x: 1, y: 2 }, window: 7, field: 'rain' });
    const after = configStep(before, { window: 8 })?.edits[0]?.after;
    expect(after).toMatchObject({ metadata: { studio: { x: 1, y: 2 }, window: 8 } });
    expect(Object.keys((after as GraphNode).metadata)).toEqual(['studio', 'window']);
  });

  it('[G8] defaults that nobody chose are not written into the graph', () => {
    const schema = { properties: { window: { default: 7 }, field: { default: 'rain' } } };
    expect(chosenConfig({ window: 7, field: 'sun' }, schema, {})).toEqual({ field: 'sun' });
    expect(chosenConfig({ window: 7, field: 'sun' }, schema, { window: 3 })).toEqual({ window: 7, field: 'sun' });
  });

  it('[E6] values are compared as data', () => {
    expect(sameValue({ a: [1, { b: Number.NaN }] }, { a: [1, { b: Number.NaN }] })).toBe(true);
    expect(sameValue([1], { 0: 1 })).toBe(false);
    expect(sameValue({ a: undefined as never }, { b: 1 })).toBe(false);
  });

  it('[E6] a form is validated by interpretation, each error at its field', () => {
    const schema = {
      type: 'object',
      required: ['field'],
      properties: { window: { type: 'integer', minimum: 1 }, field: { type: 'string' }, mode: { enum: ['a', 'b'] } },
    } as const;
    const places = (data: unknown) =>
      schemaErrors(schema as never, data).map(({ property, name }) => `${property} ${name}`);
    expect(places({ window: 0, mode: 'c' })).toEqual(
      expect.arrayContaining(['.field required', '.window minimum', '.mode enum']),
    );
    expect(places({ window: 3, field: 'x' })).toEqual([]);
    const { errorSchema } = schemaValidator.validateFormData({ window: 0, field: 'x' }, schema as never);
    expect(errorSchema).toMatchObject({ window: { __errors: [expect.any(String)] } });
  });

  it('[E6, M3] whole numbers beyond 2^53 keep their digits through a form, and are validated', () => {
    const config = { seed: 2n ** 64n, list: [-(2n ** 70n), 1], text: '12' };
    const carried = toForm(config);
    expect(JSON.parse(JSON.stringify(carried))).toEqual(carried);
    expect(fromForm(carried)).toEqual(config);
    const schema = { properties: { seed: { type: 'integer', maximum: 10 }, text: { type: 'string' } } } as const;
    expect(schemaErrors(toForm(schema as never) as never, carried).map(({ property }) => property)).toEqual(['.seed']);
    expect(schemaErrors({ properties: { seed: { type: 'integer' } } }, carried)).toEqual([]);
  });

  it('[E6, M3] floats that are whole are settings as they were typed, and so are those beside them', () => {
    const before = node({ studio: { x: 1, y: 2 }, config: { gain: 250, list: [1, 2] } });
    const typed = { gain: typedNumber('250.0'), list: [typedNumber('1.50'), 2], count: typedNumber('2') };
    const step = configStep(before, fromForm(typed) as Metadata);
    const after = step?.edits[0]?.after as GraphNode;
    expect(after.metadata['config']).toEqual({ gain: 250, list: [1.5, 2], count: 2 });
    expect(writePlain(exactConfig(after))).toBe('{"gain":250.0,"list":[1.5,2],"count":2}');
    expect(toForm(exactConfig(after))).toEqual({ gain: typedNumber('250.0'), list: [1.5, 2], count: 2 });
    expect(configStep(after, exactConfig(after))).toBeUndefined();
    const [edit] = configStep(after, { ...exactConfig(after), count: 3 })!.edits;
    expect(writePlain(exactConfig(edit!.after as GraphNode))).toBe('{"gain":250.0,"list":[1.5,2],"count":3}');
    expect(['-', '1e', 'x', '0x10', '.'].map(typedNumber)).toEqual(['-', '1e', 'x', '0x10', '.']);
  });

  it('[X5] a schema that cannot be used is an error of the form, not a crash', () => {
    expect(schemaErrors({ $ref: '#/nowhere' }, { a: 1 }).length).toBeGreaterThan(0);
  });
});

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './commandLine.ts';

it('[E9] the weather example carries the records of vega-datasets, unchanged', async () => {
  const source = path.join(createRequire(import.meta.url).resolve('vega-datasets'), '../../data/seattle-weather.csv');
  const copy = path.join(projectRoot, 'resources/examples/weather/data/seattle-weather.csv');
  expect(await readFile(copy)).toEqual(await readFile(source));
});

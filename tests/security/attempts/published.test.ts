import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { attemptGroups } from './attempts.ts';
import { pages } from './pageAttempts.ts';

const published = readFileSync(path.resolve(import.meta.dirname, '../../../SECURITY.md'), 'utf8');

it.each([...attemptGroups, pages])('[X4] SECURITY.md says which attempts are made to $what', ({ what, attempts }) => {
  const line = published.split('\n').find((each) => each.toLowerCase().startsWith(`- **${what.toLowerCase()}**`)) ?? '';
  expect(attempts.map(({ title }) => title).filter((title) => !line.includes(title))).toEqual([]);
});

it('[X4] at least sixty attempts are made in every driver, in both languages, each under a title of its own', () => {
  for (const groups of [attemptGroups, [pages, ...attemptGroups]]) {
    const titles = groups.flatMap(({ what, attempts }) => attempts.map(({ title }) => `${what}: ${title}`));
    expect(titles.length).toBeGreaterThanOrEqual(60);
    expect(new Set(titles).size).toBe(titles.length);
  }
});

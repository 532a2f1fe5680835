import { describe, expect, it } from 'vitest';
import { satisfiesConstraint } from './versionConstraint.ts';

describe('version constraints', () => {
  it.each([
    ['1.2.3', '1.2.3', true],
    ['1.2.4', '1.2.3', false],
    ['1.2.9', '1.2', true],
    ['1.3.0', '1.2.x', false],
    ['2.0.0', '*', true],
    ['1.9.0', '^1.2.3', true],
    ['1.2.2', '^1.2.3', false],
    ['2.0.0', '^1.2.3', false],
    ['0.2.9', '^0.2.3', true],
    ['0.3.0', '^0.2.3', false],
    ['0.0.4', '^0.0.3', false],
    ['1.2.9', '~1.2.3', true],
    ['1.3.0', '~1.2', false],
    ['2.5.0', '>=1 <3', true],
    ['3.0.0', '>= 1, < 3', false],
    ['1.0.0', '>1', false],
    ['2.0.0', '>1', true],
    ['1.9.9', '<=1', true],
    ['3.1.0', '1.x || >=3', true],
    ['v1.0.0-beta', '=1.0.0', true],
    ['1.0.0', 'newest', undefined],
    ['1.0.0', '', undefined],
    ['one', '*', undefined],
  ])('[G7] %s and %s: %s', (version, constraint, fits) => {
    expect(satisfiesConstraint(version, constraint)).toBe(fits);
  });
});

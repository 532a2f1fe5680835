import { expect, it } from 'vitest';
import { problemText } from './problemText.ts';

it('[G7] a problem is told with its node, once, and what to do', () => {
  const severity = 'error';
  expect(problemText({ severity, message: 'It is no graph.' })).toBe('error: It is no graph.\n');
  expect(problemText({ severity, node: 'a', message: 'Component not found: D', fix: 'Did you mean Da?' })).toBe(
    'error: a: Component not found: D\n  Did you mean Da?\n',
  );
  expect(problemText({ severity, node: 'a', port: 'in', message: 'a never fires.' })).toBe('error: a never fires.\n');
});

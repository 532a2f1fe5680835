import { expect, it } from 'vitest';
import { problemText } from './problemText.ts';

it('[G7] a problem is told with its place and what to do', () => {
  const [severity, message] = ['error' as const, 'Component not found: Doble'];
  expect(problemText({ severity, message })).toBe('error: Component not found: Doble\n');
  expect(problemText({ severity, node: 'a', message, fix: 'Did you mean Double?' })).toBe(
    'error: a: Component not found: Doble\n  Did you mean Double?\n',
  );
  expect(problemText({ severity, node: 'a', port: 'in', message: 'Nothing feeds it.' })).toBe(
    'error: in of a: Nothing feeds it.\n',
  );
  expect(problemText({ severity, node: 'a', connection: 'a.out to b.in', message: 'No such port.' })).toBe(
    'error: a.out to b.in: No such port.\n',
  );
});

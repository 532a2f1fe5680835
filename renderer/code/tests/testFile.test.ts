import { expect, it } from 'vitest';
import { isTestFile, testFileOf } from '#shared/actor/testPath.ts';
import { caseLines, newTestText } from './testFile.ts';

it('[E5] tests of an actor are in a file beside it', () => {
  expect(testFileOf('actors/rolling.actor.py')).toBe('actors/rolling.actor.test.json');
  expect(testFileOf('a.mts')).toBe('a.test.json');
  expect(testFileOf('readme.md')).toBeUndefined();
  expect([isTestFile('a.test.json'), isTestFile('a.json')]).toEqual([true, false]);
});

it('[E5] a new test names the actor’s ports, and its cases are found by line', () => {
  const port = (name: string) => ({ name, port_type: { type: 'any' as const }, required: true, description: '' });
  const text = newTestText([port('row')], [port('mean')]);
  expect(JSON.parse(text)).toEqual({
    cases: [{ name: 'says what it proves', config: {}, inputs: [{ row: null }], outputs: { mean: [null] } }],
  });
  expect(caseLines(text)).toEqual([{ name: 'says what it proves', line: 4 }]);
  expect(caseLines('{"cases": [\n{"name": "a \\"b\\"", "inputs": {}},\n{ "name": "c" }]}')).toEqual([
    { name: 'a "b"', line: 2 },
    { name: 'c', line: 3 },
  ]);
  const within = '{"cases": [{\n"state": {"name": "{ [", "list": [{"name": "no case"}]},\n"name":\n"case"}]}';
  expect(caseLines(within)).toEqual([{ name: 'case', line: 3 }]);
});

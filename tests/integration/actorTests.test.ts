import { describe, expect, it } from 'vitest';
import { Folder, Served } from './commandLine.ts';

const counter = `
from reflow import actor

@actor(name="Counter", inports=["in"], outports=["out"])
async def counter(context):
    if context.get_input("in") is None:
        raise ValueError("nothing to count")
    count = await context.state.increment("count")
    return {"out": {"b": count, "a": context.config["step"]}}
`;
const cases = {
  cases: [
    {
      name: 'counts',
      config: { step: 2 },
      state: { count: 4 },
      inputs: [{ in: 1 }, { in: { type: 'integer', value: 2 } }],
      outputs: {
        out: [
          { a: 2, b: 5 },
          { a: 2, b: 6 },
        ],
      },
      stateAfter: { count: 6 },
    },
    { name: 'refuses nothing', inputs: { in: null }, outputs: {}, error: 'nothing to count' },
    { name: 'is wrong', config: { step: 1 }, inputs: { in: 1 }, outputs: { out: [1] }, stateAfter: { count: 9 } },
  ],
};

describe('the code editor’s methods', () => {
  it('[E5] the tests beside an actor run on states of their own, and say what is not as expected', async () => {
    await using folder = await Folder.make({
      'counter.actor.py': counter,
      'counter.actor.test.json': JSON.stringify(cases),
      'other.test.json': '{"cases": [{"name": "x"}]}',
      'broken.test.json': '{"cases": [{"inputs": {}}]}',
    });
    await using server = await Served.start(folder.root);
    const editor = await server.connect();
    const { actor, results } = await editor.call('code.test', { path: 'counter.actor.test.json' });
    expect(actor).toContain('Counter');
    expect(results.map(({ name, problems }) => [name, problems])).toEqual([
      ['counts', []],
      ['refuses nothing', []],
      ['is wrong', ['out gave {"a":1,"b":1}, not 1.', 'State count is 1, not 9.']],
    ]);
    expect(await editor.call('state.list', {})).toEqual({ entries: [] });
    await expect(editor.call('code.test', { path: 'other.test.json' })).rejects.toThrow('beside no actor');
    await expect(editor.call('code.test', { path: 'broken.test.json' })).rejects.toThrow('no test file');
    await editor.close();
  });

  it('[E5] Python is formatted; what does not parse is left as it is, with the reason', async () => {
    await using folder = await Folder.make({});
    await using server = await Served.start(folder.root);
    const editor = await server.connect();
    const format = (text: string) => editor.call('code.format', { text, language: 'python' });
    expect(await format("def f( a,b ):\n  return {'x':a , 'y':b}\n")).toEqual({
      text: 'def f(a, b):\n    return {"x": a, "y": b}\n',
    });
    await expect(format('def f(:\n')).rejects.toThrow('does not parse');
    await editor.close();
  });
});

import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPortType, type PortType } from '#shared/actor/portType.ts';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { FileReader } from '../fileReader.ts';
import { PythonReader } from './pythonReader.ts';

let python: PythonReader;
let files: FileReader;

beforeAll(async () => {
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm');
  python = await PythonReader.load(grammar);
  files = new FileReader(python, 1024 ** 2);
});
afterAll(() => python[Symbol.dispose]());

function read(text: string, path = 'flows/x.actor.py') {
  return files.readBytes(path, Buffer.from(text), '2026-01-01T00:00:00.000Z');
}

function only(text: string, path?: string): DiscoveredScriptActor {
  const { actors, problems } = read(text, path);
  expect(problems).toEqual([]);
  expect(actors).toHaveLength(1);
  return actors[0]!;
}

const names = (ports: { name: string }[]) => ports.map(({ name }) => name);

describe('forms of D3', () => {
  const full = `from reflow import actor, ActorContext, Message

@actor(
    name="Adder",
    inports=["a", "b"],
    outports=["sum"],
    await_all_inports=True,
    version="2.1.0",
    description="Adds.",
    tags=["math", 'sum'],
    category="math",
    author="Ada",
    dependencies=["numpy"],
    config_schema={"type": "object", "properties": {"n": {"type": "integer", "default": -3}}},
    memory="1GB",
    cpu=1.5,
    timeout=60,
    runtime_version="3.12",
    permissions=["network"],
    isolation="container",
    state=None,
)
async def add_numbers(context: ActorContext):
    """Not this one."""
    return {"sum": Message.integer(1)}
`;

  it('[D3] [D7] reads every argument of @actor(...)', () => {
    expect(only(full)).toEqual({
      component: 'Adder',
      description: 'Adds.',
      file_path: 'flows/x.actor.py',
      runtime: 'python',
      inports: ['a', 'b'].map((name) => ({ name, port_type: { type: 'any' }, required: true, description: '' })),
      outports: [{ name: 'sum', port_type: { type: 'any' }, required: false, description: '' }],
      workspace_metadata: {
        namespace: 'flows',
        version: '2.1.0',
        author: 'Ada',
        dependencies: ['numpy'],
        runtime_requirements: { runtime_version: '3.12', memory_limit: '1GB', cpu_limit: 1.5, timeout: 60 },
        config_schema: { type: 'object', properties: { n: { type: 'integer', default: -3 } } },
        source_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        last_modified: '2026-01-01T00:00:00.000Z',
      },
      tags: ['math', 'sum'],
      category: 'math',
      await_all_inports: true,
      declared_limits: { memory: '1GB', cpu: 1.5, timeout: 60 },
      permissions: ['network'],
      isolation: 'container',
      line: 3,
      entry: 'add_numbers',
    });
  });

  it.each([
    ['a mapping', '@actor({"name": "N", "inports": ["a"], "outports": []})\ndef f(c): pass', 'N', 'f'],
    ['a bare decorator', '@actor\nasync def double(context):\n    return {"x": 1}', 'double', 'double'],
    ['an empty call', '@actor()\ndef double(context): pass', 'double', 'double'],
    ['a bare decorator on process', '@actor\nasync def process(context): pass', 'x', 'process'],
    ['the module', 'import reflow\n@reflow.actor(name="N")\ndef f(c): pass', 'N', 'f'],
    ['a module alias', 'import reflow as r\n@r.actor(name="N")\ndef f(c): pass', 'N', 'f'],
    ['an alias', 'from reflow import actor as a\n@a(name="N")\ndef f(c): pass', 'N', 'f'],
    ['camelCase keys', '@actor({"name": "N", "awaitAllInports": False})\ndef f(c): pass', 'N', 'f'],
    ['another decorator beside it', '@cache\n@actor(name="N")\n@other(1)\ndef f(c): pass', 'N', 'f'],
    [
      'an import that may fail',
      'try:\n    from reflow import actor\nexcept ImportError:\n    pass\n@actor\ndef f(c): pass',
      'f',
      'f',
    ],
    ['__actor_metadata__', '__actor_metadata__ = {"name": "N"}\nasync def process(context): pass', 'N', 'process'],
    ['__actor_metadata__ with a type', '__actor_metadata__: dict = {"component": "N"}\ndef run(ctx): pass', 'N', 'run'],
    ['a plain process', 'async def process(context):\n    return 1', 'x', 'process'],
    ['an actor in a loop', 'for i in range(1):\n    @actor(name="N")\n    def f(c): pass', 'N', 'f'],
    ['an actor in a case', 'match 1:\n    case _:\n        @actor(name="N")\n        def f(c): pass', 'N', 'f'],
    [
      'one actor defined in two ways',
      'try:\n    @actor\n    def f(c): pass\nexcept E:\n    @actor\n    def f(c): pass',
      'f',
      'f',
    ],
    ['a plain process behind a condition', 'if True:\n    def process(context):\n        return 1', 'x', 'process'],
  ])('[D3] %s', (_, text, component, entry) => {
    const actor = only(text);
    expect([actor.component, actor.entry]).toEqual([component, entry]);
  });

  it('[D3] several actors a file, those inside other functions and classes not counted', () => {
    const text = [
      '@actor(name="A")\ndef one(c):\n    @actor(name="Inner")\n    def inner(c): pass\n',
      'class K:\n    @actor(name="Method")\n    def m(self, c): pass\n',
      '@actor(name="B")\ndef two(c): pass\n',
      'def process(context): pass\n',
    ].join('\n');
    const { actors, problems } = read(text);
    expect(problems).toEqual([]);
    expect(actors.map(({ component, line }) => [component, line])).toEqual([
      ['A', 1],
      ['B', 10],
    ]);
  });

  it('[D3] an `actor` from elsewhere is none of ours', () => {
    expect(read('from pykka import actor\n@actor\ndef f(c): pass', 'actors/h.py').actors).toEqual([]);
  });

  it.each([
    ['a name', 'inports=PORTS', 2, 17, '`PORTS` is not a literal'],
    ['a call', 'inports=[make()]', 2, 18, '`make()` is not a literal'],
    ['an f-string', 'description=f"{x}"', 2, 21, '`f"{x}"` is not a literal'],
    ['a sum', 'tags=["a" + "b"]', 2, 15, '`"a" + "b"` is not a literal'],
    ['a lambda', 'name=(lambda: "x")()', 2, 14, 'is not a literal'],
  ])('[D3] what is no literal is a problem at its place: %s', (_, argument, line, column, message) => {
    const { actors, problems } = read(`@actor(outports=["o"],\n        ${argument})\ndef f(c): pass`);
    expect(actors).toHaveLength(1);
    expect(problems).toEqual([{ file: 'flows/x.actor.py', line, column, message: expect.stringContaining(message) }]);
  });

  it('[D3] [M3] reads literals as Python writes them', () => {
    const value = `{"default": [1_000, 0x1F, 0o17, 0b101, 12345678901234567890, -1.5e3, None, True, (1, 2), 'a' "b", r'\\n', "\\x41\\u00e9\\t", b"\\x00A"]}`;
    const actor = only(`@actor(inports={"a": ${value}}, outports=[])\ndef f(c): pass`);
    expect(actor.inports[0]!.default).toEqual([
      1000,
      31,
      15,
      5,
      12345678901234567890n,
      -1500,
      null,
      true,
      [1, 2],
      'ab',
      '\\n',
      'Aé\t',
      new Uint8Array([0, 65]),
    ]);
  });

  it('[X4] a key __proto__ reaches no prototype', () => {
    const actor = only('@actor(config_schema={"__proto__": {"polluted": 1}}, outports=[])\ndef f(c): pass');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(actor.workspace_metadata.config_schema!)).toEqual(['__proto__']);
  });
});

describe('actors that stand elsewhere than expected', () => {
  it('[D3] another name given to `actor` counts', () => {
    const text = 'import reflow as r\na = r.actor\n@a(name="Aliased")\ndef f(context): return {"x": 1}';
    expect(only(text).component).toBe('Aliased');
  });

  it('[D3] metadata given to a function speaks of that one', () => {
    const text =
      'def a(context): ...\ndef b(context): ...\n' +
      'a.__actor_metadata__ = {"name": "A"}\nb.__actor_metadata__ = {"inports": ["i"], "outports": []}';
    const { actors, problems } = read(text);
    expect(problems).toEqual([]);
    expect(actors.map(({ component, entry }) => [component, entry])).toEqual([
      ['A', 'a'],
      ['b', 'b'],
    ]);
    expect(names(actors[1]!.inports)).toEqual(['i']);
    expect(read('c.__actor_metadata__ = {}').problems[0]!.message).toContain('describes no function');
  });

  it.each([
    ['a lambda', 'import os\nprocess = lambda context: {}', 2, '`process` is no function of this file'],
    ['a function of another file', 'from .lib import run as process', 1, '`process` is no function of this file'],
    ['a call of the decorator', 'def f(c): ...\nx = actor(name="X")(f)', 2, 'write `@actor(…)` above'],
    ['a function inside another', 'def make():\n    @actor\n    def inner(c): ...', 2, 'inside of another function'],
    ['a method', 'class A:\n    def process(self, context): ...', 2, 'inside of another function or a class'],
  ])('[D3] [D8] %s is no actor, which is said at its line', (_, text, line, sentence) => {
    const { actors, problems } = read(text);
    expect(actors).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ line, message: expect.stringContaining(sentence) })]);
    expect(read(text, 'actors/helper.py').problems).toEqual([]);
  });
});

describe('ports', () => {
  it('[D5] every way to write a port', () => {
    const { actors, problems } = read(`@actor(inports=[
    "a",
    {"name": "b", "type": "integer", "required": False, "description": "B", "default": 0},
    {"c": "array<string>", "d": {"type": "string", "default": "x"}},
    {"name": "e", "type": {"type": "array", "value": {"type": "string"}}},
    {"name": "f", "default": 1},
], outports={"o": "float"})
def f(c): pass`);
    expect(problems).toEqual([]);
    const any = { type: 'any' };
    expect(actors[0]!.inports).toEqual([
      { name: 'a', port_type: any, required: true, description: '' },
      { name: 'b', port_type: { type: 'integer' }, required: false, description: 'B', default: 0 },
      { name: 'c', port_type: { type: 'array', value: { type: 'string' } }, required: true, description: '' },
      { name: 'd', port_type: { type: 'string' }, required: false, description: '', default: 'x' },
      { name: 'e', port_type: { type: 'array', value: { type: 'string' } }, required: true, description: '' },
      { name: 'f', port_type: any, required: false, description: '', default: 1 },
    ]);
    expect(actors[0]!.outports).toEqual([
      { name: 'o', port_type: { type: 'float' }, required: false, description: '' },
    ]);
  });

  it('[D5] a single port alone', () => {
    expect(names(only('@actor(inports="a", outports={"name": "b", "type": "any"})\ndef f(c): pass').inports)).toEqual([
      'a',
    ]);
  });

  it('[D5] wrong types and doubles are problems, the rest is read', () => {
    const { actors, problems } = read('@actor(inports=[{"a": "strnig"}, "b", "b", 3], outports=[])\ndef f(c): pass');
    expect(names(actors[0]!.inports)).toEqual(['a', 'b']);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('`strnig` is no type of a port (`a`)'),
      'The inport `b` is declared twice.',
      expect.stringContaining('An inport is written'),
    ]);
  });

  it('[D3] undeclared ports are those that the code names', () => {
    const actor = only(`
async def process(context):
    x = context.get_input("value")
    n = context.get_input("times", 2)
    y = context.payload.get("other")
    z = context.payload["last"].unwrap()
    await context.send_output("status", "processing")
    context.send_output_sync(port="progress", value=1)
    def helper():
        return {"not this": 1}
    if x:
        return {"error": "none"}
    outputs = {"result": x * n}
    outputs["late"] = 1
    return outputs
`);
    expect(actor.inports.map(({ name, required }) => [name, required])).toEqual([
      ['value', true],
      ['times', false],
      ['other', false],
      ['last', true],
    ]);
    expect(names(actor.outports)).toEqual(['status', 'progress', 'error', 'result', 'late']);
  });

  it.each([
    ['names none', 'def process(c): pass', ['input'], ['output']],
    ['returns a value', 'def process(c):\n    return c.get_input("x") * 2', ['x'], ['output']],
    ['only sends', 'async def process(c):\n    await c.send_output("tick", 1)', [], ['tick']],
    ['only reads', 'def process(c):\n    print(c.get_input("x"))', ['x'], []],
    ['yields mappings', 'def process(c):\n    for i in range(3):\n        yield {"n": i}', [], ['n']],
    ['returns by condition', 'def process(c):\n    return {"a": 1} if c else {"b": 2}', [], ['a', 'b']],
    [
      'returns what it sent',
      'async def process(c):\n    await c.send_output("s", 1)\n    return c.get_outputs()',
      [],
      ['s'],
    ],
    ['reads the payload as a whole', 'def process(c):\n    return {"o": len(c.get_payload())}', ['input'], ['o']],
  ])('[D3] ports of an actor that %s', (_, text, inports, outports) => {
    const actor = only(text);
    expect([names(actor.inports), names(actor.outports)]).toEqual([inports, outports]);
  });

  it('[D3] ports declared as none stay none, and None declares nothing', () => {
    expect(
      names(only('@actor(inports=None, outports=None)\ndef f(c): return {"o": c.get_input("i")}').inports),
    ).toEqual(['i']);
    const actor = only('@actor(inports=[], outports=[])\ndef f(c):\n    c.get_input("x")\n    return {"y": 1}');
    expect([actor.inports, actor.outports]).toEqual([[], []]);
  });
});

describe('descriptions and defaults', () => {
  it('[D6] the docstring, cleaned', () => {
    const text =
      'def process(context):\n    """Averages a field.\n\n    Over days:\n        all of them.\n    """\n    return 1';
    expect(only(text).description).toBe('Averages a field.\n\nOver days:\n    all of them.');
  });

  it("[D6] the module's docstring for a plain process", () => {
    expect(only('"""About the file."""\n\ndef process(context):\n    return 1').description).toBe('About the file.');
  });

  it('[D6] defaults', () => {
    const { workspace_metadata, declared_limits } = only('def process(context): pass', 'x.actor.py');
    expect(workspace_metadata).toMatchObject({
      namespace: 'default',
      version: '1.0.0',
      author: null,
      runtime_requirements: { memory_limit: '512MB', cpu_limit: 0.5, timeout: 30 },
    });
    expect(declared_limits).toEqual({});
  });

  it.each([
    ['memory="lots"', '`memory` must be a size such as "512MB".'],
    ['memory=512', '`memory` must be at least 1 MB; write it with its unit, as in "512MB".'],
    ['cpu="two"', '`cpu` must be a number of cores such as 0.5.'],
    ['timeout=0', '`timeout` must be a number of seconds such as 30.'],
    ['isolation="strong"', '`isolation` must be "any", "container" or "vm".'],
    ['tags=[1]', '`tags` must be a list of texts.'],
    ['name=""', '`name` must be a text that is not empty.'],
    ['inport=["a"]', '`inport` is not known here; did you mean `inports`?'],
  ])('[D3] %s is a problem', (argument, message) => {
    expect(read(`@actor(${argument})\ndef f(c): pass`).problems.map((problem) => problem.message)).toEqual([message]);
  });
});

describe('problems', () => {
  it.each([
    ['y = )\n', 1, 5, 'unexpected `)`'],
    ['def f(:\n  pass\n', 1, 7, 'expected `)`'],
    ['@actor(name="x"\nasync def f(c):\n    return 1\n', 1, 7, '`(` is never closed'],
    ['def process(c)\n    return {"a": 1}\n', 1, 15, 'expected `:`'],
    ['x = [1, 2\ny=3\n', 1, 5, '`[` is never closed'],
    ['if x:\nprint(3)\n', 1, 6, 'an indented block is expected here'],
    ['def f():\n    """doc\n', 2, 5, 'a string is never closed'],
    ['def f(c):\n    x = 1\n   y = 2\n', 3, 4, 'the indentation fits no line above'],
    ['print "x"\n', 1, 1, '`print` is a function in Python 3; write `print(…)`'],
    ['x = "é😀" + )\n', 1, 13, 'unexpected `)`'],
  ])('[D8] [D10] %j is a problem at its line and column', (text, line, column, what) => {
    const { actors, problems, parsed } = read(text);
    expect({ actors, parsed }).toEqual({ actors: [], parsed: false });
    expect(problems).toEqual([
      { file: 'flows/x.actor.py', line, column, message: `Syntax error at line ${line}: ${what}.` },
    ]);
  });

  it.each([
    [
      'match',
      'def process(c):\n    match c:\n        case {"a": 1} as d:\n            return d\n        case _:\n            return None',
    ],
    ['lambda decorators', '@(lambda f: f)\ndef process(c):\n    return 1'],
    [
      'walrus, star and type hints',
      'def process(c, /, *a, k: int = 1, **kw) -> dict[str, int]:\n    if (n := 1) > 0: x = 1; y = 2\n    return {**kw, "o": [*a]}',
    ],
    [
      'line continuation and comments',
      'x = 1 + \\\n    2\n# comment\ndef process(c):  # here\n    # first\n    return (1,\n  2)\n',
    ],
    [
      'async constructs',
      'async def process(c):\n    async with a as b, c as d:\n        async for i in b:\n            yield {"x": await i}',
    ],
    ['Windows line ends', 'def process(c):\r\n    """x"""\r\n    return 1\r\n'],
    ['an encoding mark', '\uFEFFdef process(c):\n    return 1\n'],
    ['tabs', 'def process(c):\n\tif c:\n\t\treturn 1\n\treturn 2\n'],
    [
      'except groups and type aliases',
      'type A = int\ndef process(c):\n    try:\n        pass\n    except* ValueError:\n        pass\n    return 1',
    ],
    ['nested f-strings', 'def process(c):\n    return f"{c!r:>{10}} {f"{1}"}"'],
  ])('[D8] valid Python is no problem: %s', (_, text) => {
    expect(read(text).problems).toEqual([]);
    expect(read(text).actors).toHaveLength(1);
  });

  it('[D8] an actor file without an actor is a problem, a helper in a folder is not', () => {
    const text = 'def helper(x):\n    return x\n';
    expect(read(text, 'actors/helper.py').problems).toEqual([]);
    expect(read(text, 'x.actor.py').problems).toEqual([
      { file: 'x.actor.py', line: 1, column: 1, message: expect.stringContaining('No actor is declared here') },
    ]);
    expect(read('', 'x.actor.py').problems).toHaveLength(1);
  });

  it('[D3] metadata keeps what is literal beside what is not', () => {
    const { actors, problems } = read(
      '@actor({**base, "name": "N", "inports": {key(): "string", "a": "integer"}})\ndef f(c): pass',
    );
    expect(actors[0]).toMatchObject({ component: 'N', inports: [{ name: 'a' }] });
    expect(problems.map(({ message }) => message.slice(0, 12))).toEqual(['`**base` is ', '`key(): "str']);
  });

  it('[D10] code that names ports without end gets a thousand of them, and a problem', () => {
    const reads = Array.from({ length: 1200 }, (_, index) => `    context.get_input("p${index}")\n`);
    const { actors, problems } = read(`async def process(context):\n${reads.join('')}`);
    expect(actors[0]!.inports).toHaveLength(1000);
    expect(problems.map(({ message }) => message)).toEqual([
      'The code names more than 1000 inports; the rest is left out.',
    ]);
  });

  it('[D8] bytes that are no text', () => {
    expect(files.readBytes('x.actor.py', Buffer.from([0x61, 0x0a, 0xff, 0xfe]), '').problems).toEqual([
      { file: 'x.actor.py', line: 2, column: 1, message: 'This file is not UTF-8 text.' },
    ]);
  });
});

describe('type hints', () => {
  const types = (ports: { name: string; port_type: PortType }[]) =>
    Object.fromEntries(ports.map(({ name, port_type }) => [name, formatPortType(port_type)]));

  it('[D3] give ports for which no type is written the one they say, unless two say different things', () => {
    const actor = only(`
from typing import Optional, TypedDict
class Out(TypedDict):
    mean: float
    names: list[str]

@actor(inports=["n", "text", {"name": "said", "type": "string"}, {"name": "open", "type": "any"}, "two", "maybe", "odd"])
async def f(context: ActorContext) -> Out | None:
    n: int = context.get_input("n")
    text: "str" = context.get_input("text")
    said: int = context.get_input("said")
    open: int = context.get_input("open")
    two: int = context.get_input("two")
    two: float = context.get_input("two")
    maybe: Optional[dict[str, int]] = await (context.get_input("maybe", None))
    odd: SomethingElse = context.get_input("odd")
    return {"mean": n / 2, "names": []}
`);
    expect(types(actor.inports)).toEqual({
      ...{ n: 'integer', text: 'string', said: 'string', open: 'any', two: 'any', maybe: 'option<object>', odd: 'any' },
    });
    expect(types(actor.outports)).toEqual({ mean: 'float', names: 'array<string>' });
    const quoted = only(`
@actor
def f(context: "ActorContext") -> "dict[str, typing.List[int] | None]":
    a: "Optional[list[str]]" = context.get_input("a")
    b: "list[" = context.get_input("b")
    return {"y": 1}
`);
    expect(types([...quoted.inports, ...quoted.outports])).toEqual({
      ...{ a: 'option<array<string>>', b: 'any', y: 'option<array<integer>>' },
    });
    const plain = only(
      'def process(context) -> dict[str, list[int]]:\n    b: bytes = context.get_input("b")\n    return {"x": [1]}',
    );
    expect([types(plain.inports), types(plain.outports)]).toEqual([{ b: 'encoded' }, { x: 'array<integer>' }]);
  });

  it('[D3] of a typed dictionary or a dataclass are objects, those of any other class say nothing', () => {
    const { inports } = only(`
class Row(TypedDict):
    a: int
@dataclass
class Point:
    x: float
class Other:
    pass
def process(context):
    row: Row = context.get_input("row")
    rows: list[Row] = context.get_input("rows")
    point: Point | None = context.get_input("point")
    other: Other = context.get_input("other")
`);
    expect(types(inports)).toEqual({ row: 'object', rows: 'array<object>', point: 'option<object>', other: 'any' });
  });

  it('[D3] config_schema names a dataclass, a TypedDict or a model of the same file; nothing of it is run', () => {
    const source = (definition: string, name = 'Config') =>
      `import dataclasses\n${definition}\n\n@actor(inports=["a"], outports=["b"], config_schema=${name})\ndef f(c): pass\n`;
    const schema = (definition: string, name?: string) =>
      only(source(definition, name)).workspace_metadata.config_schema;
    expect(
      schema(`
@dataclasses.dataclass(frozen=True)
class Config:
    """How it works."""
    size: int
    mode: Literal["fast", "slow"] = "fast"
    names: list[str] = field(default_factory=list)
    limit: float | None = None
    label: str = field(default="x")
    made = strike()
`),
    ).toEqual({
      type: 'object',
      description: 'How it works.',
      properties: {
        size: { type: 'integer' },
        mode: { enum: ['fast', 'slow'], default: 'fast' },
        names: { type: 'array', items: { type: 'string' } },
        limit: { anyOf: [{ type: 'number' }, { type: 'null' }], default: null },
        label: { type: 'string', default: 'x' },
      },
      required: ['size'],
    });
    expect(schema('class Config(TypedDict):\n    a: int\n    b: NotRequired[str]', '"Config"')).toEqual({
      ...{ type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } }, required: ['a'] },
    });
    const { problems } = read(source('class Config:\n    a: int = 1'));
    expect(problems.map(({ message }) => message).join()).toContain('`Config` is not a literal');
  });
});

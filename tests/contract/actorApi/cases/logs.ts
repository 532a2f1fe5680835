import type { ActorCase } from './actorCase.ts';

export const logCases: ActorCase[] = [
  {
    title: '[A5] context.log, print and logging or console become log records with their levels',
    python: `
import logging, sys
log = logging.getLogger("mine")
def process(context):
    context.log("warn", "one")
    print("two", 2)
    print("three\\nfour")
    print("unfinished", end="")
    print("five", file=sys.stderr)
    log.info("six %d", 6)
    log.warning("seven")
    log.error("eight")
`,
    javascript: `
function process(context) {
  context.log('warn', 'one');
  console.log('two', 2);
  console.log('three');
  console.log('four');
  console.error('five');
  console.info('six %d', 6);
  console.warn('seven');
  console.error('eight');
  console.log('unfinished');
}
`,
    firings: [
      [
        {},
        {
          logs: [
            ['warn', 'one'],
            ['info', 'two 2'],
            ['info', 'three'],
            ['info', 'four'],
            ['error', 'five'],
            ['info', 'six 6'],
            ['warn', 'seven'],
            ['error', 'eight'],
            ['info', 'unfinished'],
          ],
        },
      ],
    ],
  },
  {
    title: '[A5] what is written in pieces, without an end, or by a handler of its own is whole and has its level',
    python: `
import io, logging, sys
log = logging.getLogger("mine")
log.addHandler(logging.StreamHandler(sys.stdout))
log.propagate = False
def process(context):
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.buffer.write("é".encode()[:1])
    sys.stdout.buffer.write("é".encode()[1:] + b"\\n")
    writer = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    writer.write("wrapped\\n")
    del writer
    log.warning("careful")
    sys.stdout.write("unfinished")
`,
    javascript: `
function process(context) {
  const { stdout, stderr } = globalThis.process;
  stdout.write(Buffer.from('é').subarray(0, 1));
  stdout.write(Buffer.concat([Buffer.from('é').subarray(1), Buffer.from('\\n')]));
  stdout.write('wrapped\\n');
  console.warn('careful');
  stdout.write('unfinished');
}
`,
    firings: Array.from({ length: 2 }, () => [
      {},
      {
        logs: [
          ['info', 'é'],
          ['info', 'wrapped'],
          ['warn', 'careful'],
          ['info', 'unfinished'],
        ],
      },
    ]),
  },
];

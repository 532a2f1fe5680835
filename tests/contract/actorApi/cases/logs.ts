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
];

import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { Probe } from '../contract/sandboxDriverProbe.ts';

/**
 * A program of its own that holds sandboxes, for tests that end it. Arguments: folder of the runners, source to run in each
 * sandbox. It prints the answers as one JSON line once all have answered, and stays.
 */
const [runners, python, javascript] = process.argv.slice(2) as [string, string, string];
const driver = new BubblewrapDriver({ runners });
const limits = { memory: 192 * 1024 ** 2, cpu: 1, timeout: 30 };
const answers = await Promise.all(
  (['python', 'javascript'] as const).map(async (runtime) => {
    const probe = new Probe(await driver.start({ runtime, limits, environment: {} }));
    return (await probe.run(runtime === 'python' ? python : javascript))?.answer;
  }),
);
console.log(JSON.stringify(answers));
setInterval(() => {}, 1000);

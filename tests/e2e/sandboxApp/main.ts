// An Electron program of the tests' own: it starts sandboxes of the chromium driver and does what the test asks for, one JSON line each.
import path from 'node:path';
import { createInterface } from 'node:readline';
import { app } from 'electron';
import { ParserPool } from '../../../electron/backend/parsers/parserPool.ts';
import { ChromiumDriver } from '../../../electron/backend/sandbox/chromium/chromiumDriver.ts';
import { HiddenWindows } from '../../../electron/main/pages/hiddenWindows.ts';
import { registerSchemes } from '../../../electron/main/pages/schemes.ts';
import { startUtilityParser } from '../../../electron/main/utilityParser.ts';
import { ActorBench, fire, type ActorFile } from '../../contract/actorApi/actorBench.ts';
import { RealSandboxes } from '../../contract/actorApi/realSandboxes.ts';
import { AttackBench } from '../../security/attempts/attackBench.ts';
import { readQuestion, type Answer, type Question } from './questions.ts';

const dist = path.resolve(process.argv.at(-1)!);

registerSchemes();
app.on('window-all-closed', () => {});
void app.whenReady().then(serve);

async function serve(): Promise<void> {
  const pages = new HiddenWindows(path.join(dist, 'sandbox'), path.join(dist, 'preload/sandboxPreload.cjs'));
  for await (const line of createInterface({ input: process.stdin })) {
    const question = readQuestion(line);
    const began = performance.now();
    const answer: Answer = await answerTo(question, pages).catch((error: Error) => ({ error: error.stack! }));
    process.stdout.write(
      `ANSWER ${JSON.stringify({ ...answer, milliseconds: Math.round(performance.now() - began) })}\n`,
    );
  }
  await (await attackers)?.[Symbol.asyncDispose]();
  app.exit(0);
}

let attackers: Promise<AttackBench> | undefined;

async function answerTo(question: Question, pages: HiddenWindows): Promise<Answer> {
  if (question.ask === 'selfTest') {
    await using driver = new ChromiumDriver(pages);
    return { selfTest: await driver.selfTest() };
  }
  if (question.ask === 'read') {
    await using parsers = new ParserPool({
      ...question,
      entry: path.join(dist, 'backend/parserProcess.js'),
      grammar: path.join(dist, 'wasm/tree-sitter-python.wasm'),
      largestFile: 64 * 1024 ** 2,
      start: startUtilityParser,
    });
    const readings = await parsers.read(question.files.map((file) => ({ absolute: file, path: path.basename(file) })));
    return {
      readings: readings.map(({ actors, problems }) => ({
        actors: actors.map(({ component }) => component),
        problems: problems.map(({ message }) => message),
      })),
    };
  }
  if (question.ask === 'attempt') {
    const bench = await (attackers ??= AttackBench.open(new ChromiumDriver(pages), question.secret));
    return { outcome: await bench.attempt(question.runtime, question.source) };
  }
  await using bench = await ActorBench.open(new RealSandboxes({}, new ChromiumDriver(pages)));
  const instances = await Promise.all(
    question.actors.map((actor: ActorFile, index) =>
      bench.start({ ...actor, file: `actors/test${index || ''}.actor.${actor.runtime === 'python' ? 'py' : 'js'}` }),
    ),
  );
  const results = [];
  const began = { used: processorSeconds(), at: performance.now() };
  for (const [actor, inputs] of question.firings) results.push(await fire(instances[actor]!, inputs));
  const processor = (processorSeconds() - began.used) / ((performance.now() - began.at) / 1000);
  return { results, logs: bench.logs, processor };
}

/** Of all pages together. */
function processorSeconds(): number {
  const pages = app.getAppMetrics().filter(({ type }) => type === 'Tab');
  return pages.reduce((sum, { cpu }) => sum + cpu.cumulativeCPUUsage!, 0);
}

const script = /\.(py|js|mjs|cjs|ts|mts)$/;

/** Whether a file holds tests of an actor (E5). */
export function isTestFile(path: string): boolean {
  return path.endsWith('.test.json');
}

/** Where the tests of a script's actor are (E5): `rolling.actor.test.json` beside `rolling.actor.py`; undefined for other files. */
export function testFileOf(path: string): string | undefined {
  return script.test(path) ? path.replace(script, '.test.json') : undefined;
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../../integration/commandLine.ts';
import type { Look } from './compareLooks.ts';

const folder = path.join(projectRoot, 'tests/e2e/look/kept');

/** `UPDATE_LOOKS=1` keeps what is seen as what is to be seen from now on. */
export const isUpdating = process.env['UPDATE_LOOKS'] === '1';

/** How the window is to look, by situation. */
export async function keptLooks(name: string): Promise<Record<string, Look>> {
  return JSON.parse(await readFile(path.join(folder, `${name}.json`), 'utf8')) as Record<string, Look>;
}

/** One element a line, so that a change can be read. */
export async function keepLooks(name: string, looks: Record<string, Look>): Promise<void> {
  const situations = Object.entries(looks).map(([situation, { elements, picture }]) => {
    const lines = elements.map((element) => `      ${JSON.stringify(element)}`).join(',\n');
    const text = `    "elements": [\n${lines}\n    ],\n    "picture": ${JSON.stringify(picture)}`;
    return `  ${JSON.stringify(situation)}: {\n${text}\n  }`;
  });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${name}.json`), `{\n${situations.join(',\n')}\n}\n`);
}

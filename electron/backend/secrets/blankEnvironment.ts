import { isSecretName } from './redactor.ts';

/** `NAME=value` as it stands in a program's memory, between bytes that are zero. */
const variable = /(?<=\0)([A-Za-z_][A-Za-z0-9_]*)=([^\0]+)(?=\0)/g;

/**
 * Blanks the values of environment variables that are called as secrets are, wherever a memory image has them: a program's environment
 * is part of its stack, and so of the report of its crash (N12).
 * @returns whether there was anything
 */
export function blankEnvironment(image: Buffer): boolean {
  let found = false;
  for (const { 1: name, 2: value, index } of image.toString('latin1').matchAll(variable)) {
    if (!isSecretName(name!)) continue;
    const start = index + name!.length + 1;
    image.fill('*', start, start + value!.length);
    found = true;
  }
  return found;
}

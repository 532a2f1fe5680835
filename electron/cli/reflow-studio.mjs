#!/usr/bin/env node
// The command's launcher: plain JavaScript, so that it can say what to do before anything is built.
import { existsSync } from 'node:fs';

const program = new URL('../../dist/cli/main.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  process.stderr.write('reflow-studio is not built yet: run `npm run build` in its folder first.\n');
  process.exitCode = 2;
}

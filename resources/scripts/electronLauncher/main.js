// Stands in for Electron's own default app in the test runtime: starts the app that the command line names.
// Top-level await holds `ready` back until the app's entry has run, which registering schemes depends on.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const args = process.argv.slice(1);
const required = [];
let target;
while (args.length > 0 && target === undefined) {
  const arg = args.shift();
  if (arg === '-r' || arg === '--require') required.push(args.shift());
  else if (!arg.startsWith('-')) target = arg;
}

if (target === undefined) {
  process.stderr.write('The test runtime needs the folder of an app on its command line.\n');
  app.exit(1);
} else {
  const require = createRequire(import.meta.url);
  for (const file of required) require(path.resolve(file));
  const folder = path.resolve(target);
  const manifestFile = path.join(folder, 'package.json');
  const manifest = existsSync(manifestFile) ? JSON.parse(readFileSync(manifestFile, 'utf8')) : {};
  const entry = manifest.main ? path.join(folder, manifest.main) : require.resolve(folder);
  if (manifest.version) app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name ?? app.getName());
  app.setAppPath(manifest.main ? folder : path.dirname(entry));
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  await import(pathToFileURL(entry).href);
}

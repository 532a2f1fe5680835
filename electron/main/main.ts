import path from 'node:path';
import process from 'node:process';
import { app } from 'electron';

/**
 * The bundler of JavaScript actors runs a program of its own, which the system cannot start inside the archive of a packaged
 * Reflow Studio. It looks for its place when it is loaded, so this has to come before everything else.
 */
if (app.isPackaged) {
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  const folder = path.join(process.resourcesPath, 'app.asar.unpacked/node_modules/@esbuild');
  process.env.ESBUILD_BINARY_PATH = path.join(folder, `${process.platform}-${process.arch}`, program);
}

await import(new URL('./studio.js', import.meta.url).href);

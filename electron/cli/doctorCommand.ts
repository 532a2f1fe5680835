import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { workspaceSchema } from '../backend/config/configSchema.ts';
import { examineDrivers } from '../backend/sandbox/driverSelection.ts';
import { SharedMemory } from '../backend/sharedMemory/sharedMemory.ts';
import { sharingOptions } from '../backend/sharedMemory/sharingOptions.ts';
import { backendResources } from './backendResources.ts';
import { exitCodes } from './exitCodes.ts';

/** `doctor`: what works on this machine, and what would make the rest work (S1). Exit code 1 when nothing can run actors. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what works on this machine and what would make the rest work')
    .option('--json', 'print the findings as JSON')
    .action(async (options: { json?: boolean }) => {
      const sharing = sharingOptions(workspaceSchema.parse({}).shared_memory);
      await using sharedMemory = sharing && (await SharedMemory.open(sharing));
      const findings = {
        drivers: await examineDrivers({ runners: backendResources().runners, sharedMemory }),
        redis: await version('redis-server', ['--version']),
        electron: await electronPath(),
        node: process.version,
        python: await version('python3', ['--version']),
      };
      if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
      else {
        for (const { name, works, reason } of findings.drivers)
          process.stdout.write(`${works ? 'works' : 'not here'}  ${name}: ${reason}\n`);
        for (const name of ['redis', 'electron', 'node', 'python'] as const)
          process.stdout.write(`${name}: ${findings[name] ?? 'not found'}\n`);
      }
      if (!findings.drivers.some((driver) => driver.works)) process.exitCode = exitCodes.failed;
    });
}

/** The first line a program says of its version; null when it is not there. */
async function version(program: string, args: string[]): Promise<string | null> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { timeout: 5000 });
    return (stdout || stderr).split('\n')[0]!.trim();
  } catch {
    return null;
  }
}

/** Where Electron's program is; null when it is not there. Its package is not loaded, because that would download what is missing. */
async function electronPath(): Promise<string | null> {
  const program = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string];
  try {
    const dist =
      process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??
      path.join(path.dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist');
    const file = path.join(dist, program ?? 'electron');
    return (await stat(file)).isFile() ? file : null;
  } catch {
    return null;
  }
}

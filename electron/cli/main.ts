import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { benchCommand } from './bench/benchCommand.ts';
import { echoServerCommand } from './bench/echoServer.ts';
import { discoverCommand } from './discoverCommand.ts';
import { doctorCommand } from './doctorCommand.ts';
import { exitCodes } from './exitCodes.ts';
import { migrateCommand } from './migrateCommand.ts';
import { newCommand } from './newCommand.ts';
import { runCommand } from './runCommand.ts';
import { serveCommand } from './serveCommand.ts';
import { validateCommand } from './validateCommand.ts';

const program = new Command('reflow-studio')
  .description(packageJson.description)
  .version(packageJson.version)
  .exitOverride()
  .showHelpAfterError('(--help shows how it is used)');

for (const command of [
  serveCommand(),
  runCommand(),
  discoverCommand(),
  validateCommand(),
  migrateCommand(),
  newCommand(),
  doctorCommand(),
  benchCommand(),
])
  program.addCommand(command.copyInheritedSettings(program));
program.addCommand(echoServerCommand(), { hidden: true });

// The parts leave the event loop free to end, so that none keeps a program alive by mistake; the command under way holds it.
const underWay = setInterval(() => {}, 2 ** 30);

// Whoever read what is printed has gone, as `head` does: that asks the program to end, as a signal would.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.stdout.on('error', () => {});
  if (!process.emit('SIGTERM')) process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? exitCodes.fine : exitCodes.wrongUsage;
  else {
    process.exitCode = exitCodes.failed;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
} finally {
  clearInterval(underWay);
}

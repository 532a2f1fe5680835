import { InvalidArgumentError, Option } from 'commander';

/** `--drain-timeout`, of commands that run graphs. */
export function drainOption(): Option {
  return new Option(
    '--drain-timeout <seconds>',
    'what is under way gets so long when the program is told to end (9)',
  ).argParser((text) => {
    const seconds = Number(text);
    if (text.trim() !== '' && seconds >= 0 && seconds <= 3600) return seconds;
    throw new InvalidArgumentError('Give a number of seconds from 0 to 3600.');
  });
}

import { Option } from 'commander';

/** `--driver`, the same for every command that runs actors (S1). */
export function driverOption(): Option {
  return new Option('--driver <name>', 'sandbox driver').choices([
    'auto',
    'bubblewrap',
    'docker',
    'microsandbox',
    'chromium',
    'process',
  ]);
}

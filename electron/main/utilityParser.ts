import process from 'node:process';
import { utilityProcess } from 'electron';
import { keptErrors, type ParserProgram } from '../backend/parsers/parserProgram.ts';

/** Parsers in a utility process of Electron: its binary does not run as plain Node, which the fuses forbid (P4). */
export function startUtilityParser(entry: string, settings: string, memory: number): ParserProgram {
  const child = utilityProcess.fork(entry, [settings], {
    env: {},
    execArgv: [`--max-old-space-size=${memory}`],
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Reflow Studio parser',
  });
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => (errors = (errors + text.toString()).slice(-keptErrors)));
  const kill = () => {
    // Electron itself asks only; a parser that never comes back would not hear it.
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
  };
  return {
    exited: new Promise((resolve) => child.once('exit', () => resolve())),
    get errors() {
      return errors;
    },
    send: (message) => child.postMessage(message),
    hear: (listener) => void child.on('message', listener),
    // It keeps no program alive: Electron ends with its windows.
    hold: () => {},
    kill: () => {
      if (child.pid === undefined) child.once('spawn', kill);
      else kill();
    },
  };
}

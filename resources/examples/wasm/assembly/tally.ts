import { askState, fail, inputInteger, log, send, write, writeInteger } from './extism';

/** Adds up what it gets. The sum is state of the node: the state browser shows it, and the next run goes on from it. */
export function process(): i32 {
  const number = inputInteger('n');
  if (number < 0) return fail('n must be a whole number from 0 on');
  write('["increment","total",');
  writeInteger(number);
  write(']');
  const total = askState();
  if (total < 0) return fail('the state cannot be reached');
  if (total == number) {
    write('The first number is ');
    writeInteger(number);
    log();
  }
  write('{"total":');
  writeInteger(total);
  write('}');
  return send();
}

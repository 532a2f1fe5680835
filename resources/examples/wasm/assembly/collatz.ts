import { fail, inputInteger, send, write, writeInteger } from './extism';

/** How many steps the Collatz sequence takes from `n` down to 1, and how high it climbs. */
export function process(): i32 {
  const start = inputInteger('n');
  if (start < 1) return fail('n must be a whole number from 1 on');
  let value = <u64>start;
  let highest = value;
  let steps: u64 = 0;
  for (; value != 1; steps++) {
    value = value % 2 == 0 ? value / 2 : value * 3 + 1;
    if (value > highest) highest = value;
  }
  write('{"steps":');
  writeInteger(steps);
  write(',"highest":');
  writeInteger(highest);
  write('}');
  return send();
}

import { describe, expect, it } from 'vitest';
import { BusyPoll } from './busyPoll.ts';

/** A poll whose turns of the event loop take 0.01 ms each. */
function polled(): { poll: BusyPoll; turns(): number } {
  let now = 0;
  let next: (() => void) | undefined;
  const poll = new BusyPoll(
    (call) => (next = call),
    () => now,
  );
  return {
    poll,
    turns() {
      let count = 0;
      for (; next; count++) {
        const call = next;
        next = undefined;
        now += 0.01;
        call();
      }
      return count;
    },
  };
}

describe('[B6] busy polling', () => {
  it('keeps the loop turning for a fifth of a millisecond at most', () => {
    const { poll, turns } = polled();
    poll.expect();
    poll.expect();
    expect(turns()).toBeGreaterThan(15);
    expect(turns()).toBe(0);
  });

  it('ends as soon as what was expected has come', () => {
    const { poll, turns } = polled();
    poll.expect();
    poll.end();
    expect(turns()).toBeLessThanOrEqual(1);
    poll.expect();
    expect(turns()).toBeGreaterThan(15);
  });

  it('is tried less and less often while it is in vain, and again once it is not', () => {
    const { poll, turns } = polled();
    const tried = (): number => Array.from({ length: 1000 }, () => (poll.expect(), turns())).filter(Boolean).length;
    expect(tried()).toBeLessThan(12);
    expect(tried()).toBeLessThan(6);
    for (let times = 0; times < 4000; times++) {
      poll.expect();
      poll.end();
      turns();
    }
    poll.expect();
    expect(turns()).toBeGreaterThan(15);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Packet } from '../../channel/packet.ts';
import { newestMessages } from './newestMessages.ts';
import { Outlet } from '../outlet.ts';

const outlets = (senders: readonly number[]): Outlet[] => {
  const all = Array.from({ length: 4 }, (_, index) => new Outlet(`node${index}`, 'out'));
  senders.forEach((sender, index) => {
    const { history } = all[sender]!;
    const packet = Packet.ofMessage({ type: 'Integer', data: index });
    history.record({
      ...{ id: index + 1, sequence: history.count + 1, timestamp: 0, packet, size: packet.size },
      ...{ causes: [], origin: 'actor', point: undefined },
    });
  });
  return all;
};

describe('the newest messages of several outports', () => {
  it('[N13] are the last that any of them sent after a message, in the order in which they were sent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 100 }),
        fc.nat(110),
        fc.integer({ min: 1, max: 20 }),
        (senders, after, most) => {
          const sent = senders.map((sender, index) => `${index + 1} of node${sender}`);
          const found = newestMessages(outlets(senders), after, most);
          expect(found.map(({ outlet, message }) => `${message.id} of ${outlet.node}`)).toEqual(
            sent.slice(after).slice(-most),
          );
        },
      ),
    );
  });
});

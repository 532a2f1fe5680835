import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../channel/packet.ts';
import { nativeComponent, outport } from './nativeComponent.ts';

/** Sent between two turns of the event loop when there is no interval. */
const burst = 512;

export const inject = nativeComponent<{ interval: number; count: number; delay: number; payload?: Value }>({
  name: 'Inject',
  description: 'Sends a message at the start, or again and again at an interval.',
  icon: 'timer',
  category: 'sources',
  tags: ['timer', 'interval', 'start', 'trigger'],
  inports: [],
  outports: [outport('out', 'The payload; without one, 1, 2, 3 …')],
  configSchema: {
    type: 'object',
    properties: {
      payload: { title: 'Payload', description: 'What is sent. Left out: the number of the message.' },
      interval: { type: 'number', title: 'Interval (ms)', minimum: 0, default: 1000 },
      count: { type: 'integer', title: 'How many', description: '0: without end', minimum: 0, default: 1 },
      delay: { type: 'number', title: 'Wait before the first (ms)', minimum: 0, default: 0 },
    },
  },
  create:
    ({ interval, count, delay, payload }) =>
    async (firing, run) => {
      const last = count === 0 ? Number.POSITIVE_INFINITY : count;
      if (delay > 0) await run.sleep(delay);
      const fixed = payload === undefined ? undefined : Packet.of(payload);
      for (let sent = 1; sent <= last; sent++) {
        if (sent > 1) {
          if (interval > 0) await run.sleep(interval);
          else if (sent % burst === 0) await run.yield();
        }
        if (run.held) await run.whenFree();
        firing.emit('out', fixed ?? Packet.of(sent), false);
      }
    },
});

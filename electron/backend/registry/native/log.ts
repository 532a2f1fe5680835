import type { LogLevel } from '#shared/actor/logLevel.ts';
import { inport, nativeComponent, outport } from './nativeComponent.ts';

/** Characters of a message that are logged. */
const longest = 2000;

export const log = nativeComponent<{ level: LogLevel; label: string }>({
  name: 'Log',
  description: 'Writes each message to the log and passes it on.',
  icon: 'scroll-text',
  category: 'output',
  tags: ['debug', 'print'],
  inports: [inport('in', 'What to log')],
  outports: [outport('out', 'The same messages')],
  configSchema: {
    type: 'object',
    properties: {
      level: { type: 'string', title: 'Level', enum: ['debug', 'info', 'warn', 'error'], default: 'info' },
      label: { type: 'string', title: 'Text before each message', default: '' },
    },
  },
  create: ({ level, label }) => {
    const prefix = label === '' ? '' : `${label}: `;
    return (firing) => {
      const packet = firing.inputs.get('in');
      if (!packet) return;
      const text = packet.plainJson;
      firing.log(level, prefix + (text.length > longest ? `${text.slice(0, longest)}…` : text), Date.now());
      firing.emit('out', packet, false);
    };
  },
});

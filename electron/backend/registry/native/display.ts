import { inport, nativeComponent, outport } from './nativeComponent.ts';

/** The window draws the values that pass; this keeps none. */
export const display = nativeComponent<{ mode: string }>({
  name: 'Display',
  description: 'Shows what arrives: as a value, table, chart, image or Markdown. Passes it on.',
  icon: 'monitor',
  category: 'output',
  tags: ['show', 'view', 'table', 'chart', 'plot', 'image', 'markdown'],
  inports: [inport('in', 'What to show')],
  outports: [outport('out', 'The same messages')],
  configSchema: {
    type: 'object',
    properties: {
      mode: {
        type: 'string',
        title: 'Show as',
        enum: ['value', 'table', 'chart', 'image', 'markdown'],
        default: 'value',
      },
      x: { type: 'string', title: 'Field along the bottom (chart)', description: 'Left out: the order of arrival' },
      y: {
        type: 'array',
        title: 'Fields to plot (chart)',
        description: 'Left out: every field with numbers',
        items: { type: 'string' },
      },
      points: { type: 'integer', title: 'Most points or rows', minimum: 1, maximum: 100000, default: 500 },
    },
  },
  create: () => (firing) => {
    const packet = firing.inputs.get('in');
    if (packet) firing.emit('out', packet, false);
  },
});

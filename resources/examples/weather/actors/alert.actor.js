import { actor } from 'reflow';

/** Says when the mean crosses a threshold, once for each crossing. */
export default actor(
  {
    name: 'Alert',
    inports: [{ name: 'mean', type: 'object', description: 'date, value and mean' }],
    outports: [
      { name: 'alert', type: 'object', description: 'One message for each crossing' },
      { name: 'checked', type: 'object', description: 'Every record, with what was decided' },
    ],
    category: 'rules',
    tags: ['threshold', 'alert'],
    config_schema: {
      type: 'object',
      properties: {
        threshold: { type: 'number', title: 'Threshold (°C)', default: 25 },
      },
    },
  },
  async (context) => {
    const threshold = context.config.threshold ?? 25;
    const { date, mean } = context.getInput('mean');
    const hot = mean >= threshold;
    const wasHot = await context.state.get('hot', false);

    if (hot !== wasHot) {
      await context.state.set('hot', hot);
      if (hot) {
        const count = await context.state.increment('heat_waves');
        console.log(`heat wave ${count} begins on ${date} at ${mean} °C`);
        await context.sendOutput('alert', { date, mean, text: `Heat wave ${count}: ${mean} °C on ${date}` });
      }
    }
    return { checked: { date, mean, hot } };
  },
);

import { actor } from 'reflow';

const levels = ['fine', 'warning', 'critical'];

/** Says when the error rate of a service crosses a threshold, in either direction: one alert for each change. */
export default actor(
  {
    name: 'AlertRule',
    inports: [{ name: 'row', type: 'object', description: 'service, minute, errors and percent' }],
    outports: [{ name: 'alert', type: 'object', description: 'minute, service, level, was, percent and a sentence' }],
    category: 'logs',
    tags: ['threshold', 'alert', 'rule'],
    config_schema: {
      type: 'object',
      properties: {
        warning: { type: 'number', title: 'Warning from (%)', minimum: 0, maximum: 100, default: 5 },
        critical: { type: 'number', title: 'Critical from (%)', minimum: 0, maximum: 100, default: 25 },
        errors: {
          type: 'integer',
          title: 'Errors that count as none',
          description: 'A quiet service is not critical for one error',
          minimum: 0,
          default: 2,
        },
      },
    },
  },
  async (context) => {
    const { warning = 5, critical = 25, errors: few = 2 } = context.config;
    const { service, minute, errors, percent } = context.getInput('row');
    const level = errors <= few || percent < warning ? 'fine' : percent < critical ? 'warning' : 'critical';
    const was = await context.state.get(service, 'fine');
    if (level === was) return undefined;
    await context.state.set(service, level);

    const isWorse = levels.indexOf(level) > levels.indexOf(was);
    const text = `${service} is ${level}: ${percent} % of its entries are errors`;
    context.log(isWorse ? 'warn' : 'info', text);
    return { alert: { minute, service, level, was, percent, text } };
  },
);

import { actor, type ActorContext } from 'reflow';

interface Alert {
  minute: string;
  service: string;
  level: string;
  text: string;
}

const signs: Record<string, string> = { fine: '✓', warning: '▲', critical: '●' };

/** Writes all alerts so far as a report in Markdown: how each service is now, and what happened when. */
export default actor(
  {
    name: 'Report',
    inports: [{ name: 'alert', type: 'object', description: 'minute, service, level and text' }],
    outports: [{ name: 'markdown', type: 'string', description: 'The whole report, anew with each alert' }],
    category: 'logs',
    tags: ['report', 'markdown', 'summary'],
  },
  async (context: ActorContext) => {
    const alert = context.getInput('alert') as Alert;
    const before = (await context.state.get('alerts', [])) as Alert[];
    const startsOver = before.some(({ minute }) => minute > alert.minute);
    const alerts = startsOver ? [alert] : [...before, alert];
    await context.state.set('alerts', alerts);

    const latest = new Map(alerts.map((each) => [each.service, each]));
    const services = [...latest.values()].map(
      ({ service, level, minute }) => `| ${service} | ${signs[level]} ${level} | ${clock(minute)} |`,
    );
    const events = alerts.map(({ minute, level, text }) => `- ${clock(minute)} ${signs[level]} ${text}`);
    return {
      markdown: [
        '# Hand-over',
        '',
        '| Service | Now | Since |',
        '| --- | --- | --- |',
        ...services,
        '',
        '## What happened',
        '',
        ...events.toReversed(),
      ].join('\n'),
    };
  },
);

function clock(minute: string): string {
  return minute.slice(-5);
}

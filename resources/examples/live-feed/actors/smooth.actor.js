import { actor } from 'reflow';

/** Follows the wind of each station with a moving mean that fresh readings count more in. */
export default actor(
  {
    name: 'Smooth',
    inports: [{ name: 'reading', type: 'object', description: 'station and wind' }],
    outports: [
      { name: 'smoothed', type: 'object', description: 'The reading with its mean and the highest wind so far' },
      { name: 'board', type: 'array<object>', description: 'The latest of every station' },
    ],
    category: 'feed',
    tags: ['mean', 'smoothing', 'wind'],
    config_schema: {
      type: 'object',
      properties: {
        smoothing: {
          type: 'number',
          title: 'Smoothing',
          description: 'How little a fresh reading counts: 0 follows it, 0.99 hardly moves',
          minimum: 0,
          maximum: 0.99,
          default: 0.9,
        },
      },
    },
  },
  async (context) => {
    const { station = 'unknown', wind } = context.getInput('reading');
    if (typeof wind !== 'number') throw new Error('A reading needs `wind`, a number, such as {"station": "pier", "wind": 9.5}.');
    const { smoothing = 0.9 } = context.config;

    const stations = await context.state.get('stations', {});
    const before = stations[station] ?? { mean: wind, highest: wind, readings: 0 };
    const now = {
      station,
      wind,
      mean: round(smoothing * before.mean + (1 - smoothing) * wind),
      highest: Math.max(before.highest, wind),
      readings: before.readings + 1,
    };
    stations[station] = now;
    await context.state.set('stations', stations);
    return { smoothed: now, board: Object.values(stations) };
  },
);

function round(value) {
  return Math.round(value * 100) / 100;
}

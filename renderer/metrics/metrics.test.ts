import { describe, expect, it } from 'vitest';
import { mostSamples, sampleChart, withSample, type Sample } from './samples.ts';

const sample = (time: number): Sample => ({ time, rate: time * 2, busy: 1, idle: 2, memory: 100 });

describe('the metrics panel', () => {
  it('[E7] keeps the newest samples only', () => {
    let samples: readonly Sample[] = [];
    for (let time = 1; time <= mostSamples + 5; time++) samples = withSample(samples, sample(time));
    expect(samples).toHaveLength(mostSamples);
    expect(samples[0]?.time).toBe(6);
  });

  it('[E7] plots what is asked for over time', () => {
    expect(sampleChart([sample(1), sample(2)], { rate: 'messages/s', busy: 'busy' })).toEqual({
      axis: 'time',
      x: [1, 2],
      series: [
        { name: 'messages/s', values: [2, 4] },
        { name: 'busy', values: [1, 1] },
      ],
    });
  });
});

import { expect, it } from 'vitest';
import { actorPath, componentName, fileName } from './newFiles.ts';

it('[E5] makes file and component names of what a person types', () => {
  expect(fileName('  Daily Weather / 2 ')).toBe('daily-weather-2');
  expect(componentName('rolling mean')).toBe('RollingMean');
  expect(componentName('RollingMean')).toBe('RollingMean');
  expect(componentName('3 words')).toBe('Actor3Words');
  expect(componentName('…')).toBe('');
  expect(actorPath('RollingMean', 'python')).toBe('actors/rolling_mean.actor.py');
  expect(actorPath('Überprüfung', 'typescript')).toMatch(/^actors\/[a-z_]+\.actor\.ts$/);
});

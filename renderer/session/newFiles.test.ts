import { expect, it } from 'vitest';
import { actorPath, componentName, fileName } from './newFiles.ts';

it('[E5] makes file and component names of what a person types', () => {
  expect(fileName('  Daily Weather / 2 ')).toBe('daily-weather-2');
  expect(componentName('rolling mean')).toBe('RollingMean');
  expect(componentName('RollingMean')).toBe('RollingMean');
  expect(componentName('3 words')).toBe('Actor3Words');
  expect(componentName('…')).toBe('');
  expect(actorPath('RollingMean', 'python')).toBe('actors/rolling_mean.actor.py');
  expect(actorPath('Überprüfung', 'typescript')).toBe('actors/uberprufung.actor.ts');
  expect(fileName('Mein Fluß 流れ')).toBe('mein-fluß-流れ');
  expect(fileName('데이터 흐름')).toBe('데이터-흐름');
  expect(componentName('пульс сети')).toBe('ПульсСети');
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { legend, portColor, portShape } from './portStyle.ts';

const css = await readFile(new URL('../../styles/theme.css', import.meta.url), 'utf8');

/** The variables of a theme, from the style sheet itself. */
function themeVariables(name: string): Map<string, string> {
  const block = new RegExp(`data-theme='${name}'\\] \\{([^}]*)\\}`).exec(css)![1]!;
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, key, value]) => [key!, value!]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const themes = [
  { name: 'light', text: 4.5 },
  { name: 'dark', text: 4.5 },
  { name: 'contrast', text: 7 },
];

describe('colours', () => {
  it.each(themes)('[E8] text reaches its contrast on every surface of the $name theme', ({ name, text }) => {
    const colours = themeVariables(name);
    const pairs = ['ink', 'muted', 'accent', 'success', 'warning', 'danger'].flatMap((ink) =>
      ['app', 'surface', 'raised'].map((ground) => [ink, ground] as const),
    );
    pairs.push(['on-accent', 'accent'], ['muted', 'hover'], ['muted', 'sunken'], ['ink', 'accent-soft']);
    for (const word of ['success', 'warning', 'danger'] as const) pairs.push([word, `${word}-soft`]);
    const low = pairs.filter(([ink, ground]) => contrast(colours.get(ink)!, colours.get(ground)!) < text);
    expect(low).toEqual([]);
  });

  it.each(themes)('[E8] marks of every port type stand out from the $name canvas and card', ({ name }) => {
    const colours = themeVariables(name);
    const low = legend.flatMap(({ label, type }) => {
      const mark = colours.get(portColor(type).slice('var(--'.length, -1))!;
      return ['app', 'raised'].filter((ground) => contrast(mark, colours.get(ground)!) < 3).map((on) => [label, on]);
    });
    expect(low).toEqual([]);
  });

  it('[E8] shape or colour differs between any two lines of the legend', () => {
    const looks = legend.map(({ type }) => `${portShape(type)} ${portColor(type)}`);
    expect(new Set(looks).size).toBe(looks.length);
  });
});

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const helpLine = new RegExp(`^# HELP (${name}) .*$`);
const typeLine = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`);
const sampleLine = new RegExp(String.raw`^(${name})(\{${label}(?:,${label})*\})? (\S+)$`);
const numbers = /^(?:[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf)|NaN)$/i;

/**
 * Reads the text of `/metrics` as strictly as Prometheus does, and more: every sample has a type, none comes twice, and histograms add
 * up. Answers the samples by name and labels.
 */
export function readPrometheus(text: string): Map<string, number> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const types = new Map<string, string>();
  const samples = new Map<string, number>();
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '' || helpLine.test(line)) continue;
    const type = typeLine.exec(line);
    if (type) {
      if (types.has(type[1]!)) throw new Error(`${type[1]} has two types`);
      types.set(type[1]!, type[2]!);
      continue;
    }
    const sample = sampleLine.exec(line);
    if (!sample || !numbers.test(sample[3]!)) throw new Error(`no Prometheus text: ${line}`);
    const family = sample[1]!.replace(/_(?:bucket|sum|count)$/, '');
    if (!types.has(sample[1]!) && !types.has(family)) throw new Error(`${sample[1]} has no type`);
    const key = `${sample[1]}${sample[2] ?? ''}`;
    if (samples.has(key)) throw new Error(`${key} comes twice`);
    samples.set(key, Number(sample[3]!.replace('Inf', 'Infinity').replace(/^nan$/i, 'NaN')));
  }
  for (const [family, type] of types) if (type === 'histogram') checkHistogram(family, samples);
  return samples;
}

/** Buckets grow, and the last holds all. */
function checkHistogram(family: string, samples: ReadonlyMap<string, number>): void {
  const series = new Map<string, number[]>();
  for (const [key, value] of samples) {
    if (!key.startsWith(`${family}_bucket{`)) continue;
    const labels = key
      .slice(family.length + 7)
      .replace(/,?le="[^"]*"/, '')
      .replace('{,', '{');
    series.set(labels, [...(series.get(labels) ?? []), value]);
  }
  for (const [labels, counts] of series) {
    const total = samples.get(`${family}_count${labels === '{}' ? '' : labels}`);
    if (counts.some((count, place) => place > 0 && count < counts[place - 1]!) || counts.at(-1) !== total)
      throw new Error(`${family}${labels} does not add up`);
  }
}

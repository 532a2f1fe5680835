import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './lineChart.css';
import type { ChartData } from './chartData.ts';
import { timeLabel } from './timeLabel.ts';

interface LineChartProps {
  data: ChartData;
  /** The accessible name. */
  label: string;
  /** How numbers of the y axis are written. */
  format?: (value: number) => string;
  showLegend?: boolean;
  /** For quantities whose nothing means something: small changes do not look like large ones. */
  fromZero?: boolean;
  /** Nothing is zoomed by dragging in it, as where a drag moves what it is part of. */
  isStill?: boolean;
}

/** Lines over a common axis, filling the element they are in, in the colours of the theme. */
export function LineChart(props: LineChartProps) {
  const { data, label, format, showLegend = true, fromZero = false, isStill = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const names = data.series.map((series) => series.name).join('\n');
  const latest = useRef(data);

  useEffect(() => {
    const element = box.current!;
    const make = () => {
      plot.current?.destroy();
      const options = optionsFor(element, names.split('\n'), data.axis, { showLegend, fromZero, isStill, format });
      plot.current = new uPlot(options, aligned(latest.current), element);
    };
    make();
    let wasLow = isLow(element);
    const sized = new ResizeObserver(() => {
      if (isLow(element) !== wasLow) make();
      else plot.current?.setSize(sizeIn(element, showLegend));
      wasLow = isLow(element);
    });
    sized.observe(element);
    const themed = new MutationObserver(make);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-theme'] });
    return () => {
      sized.disconnect();
      themed.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [names, data.axis, showLegend, fromZero, isStill, format]);

  useEffect(() => {
    latest.current = data;
    plot.current?.setData(aligned(data));
  }, [data]);

  return (
    <div
      ref={box}
      role="img"
      aria-label={`${label}. ${describe(data)}`}
      className={`h-full w-full overflow-hidden ${isStill ? '' : 'min-h-24'}`}
    />
  );
}

function aligned({ x, series }: ChartData): uPlot.AlignedData {
  return [x, ...series.map(({ values }) => values)];
}

/** The chart in a sentence, for those who do not see it. */
function describe({ series }: ChartData): string {
  const last = series.map(
    ({ name, values }) => `${name} ${values.findLast((value) => value !== null) ?? 'without a value'}`,
  );
  return `${series[0]?.values.length ?? 0} points; latest: ${last.join(', ')}.`;
}

/** Told apart without colour, too: each next line has another dash. */
const lines = [
  { color: '--accent', dash: [] },
  { color: '--second-line', dash: [6, 3] },
  { color: '--type-string', dash: [2, 2] },
  { color: '--type-object', dash: [8, 3, 2, 3] },
  { color: '--type-stream', dash: [4, 4] },
  { color: '--type-encoded', dash: [1, 3] },
];

function optionsFor(
  element: HTMLElement,
  names: string[],
  axis: ChartData['axis'],
  looks: {
    showLegend: boolean;
    fromZero: boolean;
    isStill: boolean;
    format: ((value: number) => string) | undefined;
  },
): uPlot.Options {
  const { showLegend, fromZero, isStill, format } = looks;
  const low = isLow(element);
  const styles = getComputedStyle(element);
  const color = (name: string) => styles.getPropertyValue(name).trim();
  const font = `11px ${styles.fontFamily}`;
  const common: uPlot.Axis = {
    stroke: color('--muted'),
    font,
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1, size: 4 },
  };
  const written = format ? (_: uPlot, ticks: number[]) => ticks.map((tick) => format(tick)) : undefined;
  return {
    ...sizeIn(element, showLegend),
    ...(low ? { class: 'chart-low', padding: [3, 2, 3, 2] as uPlot.Padding } : {}),
    scales: { x: { time: axis === 'time' }, ...(fromZero ? { y: { range: upwards } } : {}) },
    cursor: { points: { size: 6 }, move: unscaled, ...(isStill ? { drag: { x: false, y: false } } : {}) },
    legend: { show: showLegend },
    axes: [
      {
        ...common,
        show: !low,
        grid: { show: false },
        size: 28,
        space: 76,
        ...(axis === 'time' ? { values: timeLabels } : {}),
      },
      { ...common, show: !low, space: 24, size: widthOf, ...(written ? { values: written } : {}) },
    ],
    series: [
      { label: axis === 'time' ? 'time' : 'x' },
      ...names.map((label, index) => {
        const line = lines[index % lines.length]!;
        return {
          label,
          stroke: color(line.color),
          dash: line.dash,
          // The first is often what the others are made of, as a mean; they lie over it.
          width: index === 0 ? 1.25 : 2,
          points: { show: false },
          value: (plot: uPlot, _: number, at: number, index: number | null) => legendValue(plot, at, index, format),
        };
      }),
    ],
  };
}

/** Whether there is no room but for the lines and, below them, what they are called. */
function isLow({ clientHeight }: HTMLElement): boolean {
  return clientHeight < 96;
}

/** What the legend leaves of an element. */
function sizeIn(element: HTMLElement, showLegend: boolean): { width: number; height: number } {
  const legend = !showLegend ? 0 : isLow(element) ? 16 : 28;
  return { width: element.clientWidth, height: Math.max(24, element.clientHeight - legend) };
}

/** Where the pointer is in the chart's own pixels, which are not the screen's where the canvas around it is zoomed. */
function unscaled({ over }: uPlot, left: number, top: number): [number, number] {
  const scale = over.getBoundingClientRect().width / over.offsetWidth || 1;
  return [left / scale, top / scale];
}

/** From nothing to a little more than the most. */
function upwards(_: uPlot, _least: number | null, most: number | null): uPlot.Range.MinMax {
  return [0, most === null || most <= 0 ? 1 : most * 1.1];
}

function timeLabels(_: uPlot, ticks: number[], _axis: number, _space: number, step: number): string[] {
  return ticks.map((tick) => timeLabel(tick, step));
}

/** As wide as the longest label of the axis. */
function widthOf(plot: uPlot, labels: string[] | null): number {
  if (!labels) return 48;
  plot.ctx.font = `${11 * devicePixelRatio}px sans-serif`;
  const widest = Math.max(...labels.map((label) => plot.ctx.measureText(label ?? '').width));
  return Math.ceil(widest / devicePixelRatio) + 18;
}

/** The value under the cursor; the last one while the cursor is elsewhere. */
function legendValue(
  plot: uPlot,
  series: number,
  index: number | null,
  format: ((value: number) => string) | undefined,
): string {
  const values = plot.data[series] ?? [];
  const value = index === null ? values.at(-1) : values[index];
  if (value === null || value === undefined) return '–';
  return format ? format(value) : String(Number(value.toPrecision(6)));
}

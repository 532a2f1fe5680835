/** Numbers in few characters, as the panels show them. */

/** `2.7 µs`, `0.4 ms`, `12 ms`, `3.2 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 0.1) return `${Number((milliseconds * 1000).toFixed(1))} µs`;
  if (milliseconds < 10) return `${Number(milliseconds.toFixed(1))} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `0`, `4.2`, `48`, `12.4 K`, `1.3 M`. */
export function formatRate(perSecond: number): string {
  if (perSecond < 10) return String(Number(perSecond.toFixed(1)));
  if (perSecond < 1000) return String(Math.round(perSecond));
  if (perSecond < 1_000_000) return `${Number((perSecond / 1000).toFixed(1))} K`;
  return `${Number((perSecond / 1_000_000).toFixed(1))} M`;
}

/** `4 812`, with thin spaces. */
export function formatCount(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** `14:03:59` of today, else `21 Nov, 14:03`, in the person's own time zone and language. */
export function formatMoment(timestamp: number, now = Date.now()): string {
  const date = new Date(timestamp);
  if (date.toDateString() === new Date(now).toDateString()) return formatTime(timestamp).slice(0, 8);
  return `${date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })}, ${formatTime(timestamp).slice(0, 5)}`;
}

/** `14:03:59.123` in the person's own time zone. */
export function formatTime(timestamp: number): string {
  const date = new Date(timestamp);
  const two = (part: number) => String(part).padStart(2, '0');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

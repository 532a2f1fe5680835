const day = 86_400;

/** A moment on a time axis, in seconds since the epoch, as precisely as the step between two marks needs. */
export function timeLabel(seconds: number, step: number): string {
  const date = new Date(seconds * 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  const month = `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
  if (step >= 28 * day) return month;
  if (step >= day) return `${month}-${two(date.getDate())}`;
  const minute = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return step >= 60 ? minute : `${minute}:${two(date.getSeconds())}`;
}

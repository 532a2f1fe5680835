// The two functions of node:fs that the channel uses, on the link to the host.
import { link } from '../currentLink.mjs';

export function readSync(_descriptor, buffer, at, length) {
  const bytes = link().read(length);
  buffer.set(bytes, at);
  return bytes.length;
}

export function writeSync(_descriptor, bytes, at = 0, length = bytes.length - at) {
  if (typeof bytes !== 'string') link().write(bytes.subarray(at, at + length));
  return length;
}

import type { Value } from '#shared/message/message.ts';

const dataUrl = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml);base64,[A-Za-z0-9+/=\s]+$/;

/** First bytes of the picture formats that browsers show. */
const signatures: readonly { type: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];

/** The `data:` address that an `<img>` shows of a value: a picture's own, or one of bytes that begin like a picture. */
export function imageSource(value: Value): string | undefined {
  if (typeof value === 'string') return value.startsWith('data:image/') && dataUrl.test(value) ? value : undefined;
  if (!(value instanceof Uint8Array)) return undefined;
  const type = pictureType(value);
  if (type === undefined) return undefined;
  let binary = '';
  for (let at = 0; at < value.length; at += 0x8000) binary += String.fromCharCode(...value.subarray(at, at + 0x8000));
  return `data:${type};base64,${btoa(binary)}`;
}

/** Whether a value's JSON text in plain form, of which only the beginning need be there, is that of a picture. */
export function isPictureText(json: string): boolean {
  if (json.startsWith('"data:image/')) return true;
  const beginning = /^\{"type":"Encoded","data":"([A-Za-z0-9+/]{16})/.exec(json)?.[1];
  return (
    beginning !== undefined && pictureType(Uint8Array.from(atob(beginning), (char) => char.charCodeAt(0))) !== undefined
  );
}

function pictureType(value: Uint8Array): string | undefined {
  return signatures.find(({ at, bytes }) => bytes.every((byte, index) => value[at + index] === byte))?.type;
}

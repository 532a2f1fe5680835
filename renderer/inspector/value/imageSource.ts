import type { Value } from '#shared/message/message.ts';

const dataUrl = /^data:image\/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml);base64,[A-Za-z0-9+/=\s]+$/;

/** First bytes of the picture formats that browsers show. */
const signatures: readonly { type: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];

export type ImageSource = { kind: 'url'; url: string } | { kind: 'bytes'; type: string; bytes: Uint8Array };

/** What an `<img>` can show of a value: a `data:` address of a picture, or bytes that begin like one. */
export function imageSource(value: Value): ImageSource | undefined {
  if (typeof value === 'string')
    return value.startsWith('data:image/') && dataUrl.test(value) ? { kind: 'url', url: value } : undefined;
  if (!(value instanceof Uint8Array)) return undefined;
  const match = signatures.find(({ at, bytes }) => bytes.every((byte, index) => value[at + index] === byte));
  return match && { kind: 'bytes', type: match.type, bytes: value };
}

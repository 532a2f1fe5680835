import { expect, it } from 'vitest';
import { blankEnvironment } from './blankEnvironment.ts';

it('[N12] secrets of the environment are blanked in a memory image, and nothing else is changed', () => {
  const image = Buffer.from('\x01\xff\0HOME=/root\0API_KEY=s3cr3t-0123\0\xfe\0LANG=C\0DB_PASSWORD=ü4\0x', 'latin1');
  expect(blankEnvironment(image)).toBe(true);
  expect(image.toString('latin1')).toBe('\x01\xff\0HOME=/root\0API_KEY=***********\0\xfe\0LANG=C\0DB_PASSWORD=**\0x');
  expect(blankEnvironment(Buffer.from('MZ\0HOME=/root\0'))).toBe(false);
});

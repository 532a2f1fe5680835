import { expect, it } from 'vitest';
import { rpcAddress } from './connect.ts';

it('[E12] finds the server at the page’s own origin with the page’s token', () => {
  expect(rpcAddress({ protocol: 'http:', host: 'localhost:5556', search: '?token=a%2Bb&x=1' })).toBe(
    'ws://localhost:5556/rpc?token=a%2Bb',
  );
  expect(rpcAddress({ protocol: 'https:', host: 'flows.example', search: '' })).toBe('wss://flows.example/rpc');
});

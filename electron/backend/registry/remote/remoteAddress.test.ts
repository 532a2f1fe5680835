import { describe, expect, it } from 'vitest';
import { remoteAddress } from './remoteAddress.ts';

describe('where metadata.runtime places a node', () => {
  it('[R7] on the server of an address, whose token has the name of its host and port', () => {
    expect(remoteAddress('ws://worker-1.example:5556')).toEqual({
      url: 'ws://worker-1.example:5556/',
      where: 'worker-1.example:5556',
      tokenName: 'REFLOW_TOKEN_WORKER_1_EXAMPLE_5556',
    });
    expect(remoteAddress('wss://worker.example/rpc')).toMatchObject({ tokenName: 'REFLOW_TOKEN_WORKER_EXAMPLE' });
  });

  it('[G8] nowhere else for anything that is no address', () => {
    for (const value of [undefined, null, 'python', 5, {}, 'http://worker:5556'])
      expect(remoteAddress(value)).toBeUndefined();
    expect(() => remoteAddress('ws://')).toThrow(/no address/);
  });

  it('[N12] refuses an address that holds a token, and does not repeat it', () => {
    for (const address of [
      'ws://worker:5556/?token=sesame',
      'ws://user:sesame@worker:5556',
      'ws://sesame@worker:5556',
    ]) {
      expect(() => remoteAddress(address)).toThrow(/Set REFLOW_TOKEN_WORKER_5556/);
      expect(() => remoteAddress(address)).not.toThrow(/sesame/);
    }
  });
});

// The part of node:net's Socket that the channel uses: chunks of what the host sent.
import { Buffer } from 'buffer';
import { link } from '../currentLink.mjs';

const chunkBytes = 1 << 16;

export class Socket {
  on(event, listener) {
    if (event === 'data') void this.#read(listener);
    return this;
  }

  async #read(listener) {
    const source = link();
    for (;;) {
      await source.readable();
      const bytes = source.read(chunkBytes);
      listener(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    }
  }
}

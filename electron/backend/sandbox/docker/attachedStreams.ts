import { Duplex, Readable } from 'node:stream';

/** Bytes before each piece on an attached connection: u8 stream · 3 unused · u32 length, big-endian. */
const headerBytes = 8;

/**
 * The two streams that an engine carries on one attached connection: the guest's stdin and stdout as the channel, its stderr as
 * prints. Whoever does not read one of them stops both, so nothing piles up here.
 */
export class AttachedStreams {
  readonly channel: Duplex;
  readonly prints: Readable;
  /** Ends with the connection; nothing ever comes on it. */
  readonly nothing = new Readable({ read: () => {} });
  /** The rest of a piece that is being handed on, and where to. */
  private left = 0;
  private target: Readable;
  private header = Buffer.alloc(0);
  private readonly full = new Set<Readable>();
  private gate: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: Duplex) {
    this.channel = new Duplex({
      read: () => this.resume(this.channel),
      write: (bytes: Buffer, _encoding, done) => void this.gate.then(() => connection.write(bytes, done)),
      final: (done) => done(),
      destroy: (error, done) => done(error),
    });
    this.prints = new Readable({ read: () => this.resume(this.prints) });
    // A guest that dies while it is written to is told by its exit.
    this.channel.on('error', () => {});
    this.target = this.prints;
    connection.on('data', (bytes: Buffer) => this.split(bytes));
    connection.on('error', () => this.close());
    connection.on('end', () => this.close());
    connection.on('close', () => this.close());
  }

  /** What is written from now on waits until something else is done. */
  holdUntil(done: Promise<unknown>): void {
    this.gate = Promise.all([this.gate, done.catch(() => {})]);
  }

  /** Lets go of the connection: an engine does not end a container whose last words nobody takes. */
  drop(): void {
    this.connection.destroy();
  }

  close(): void {
    for (const stream of [this.channel, this.prints, this.nothing])
      if (!stream.readableEnded && !stream.destroyed) stream.push(null);
  }

  private split(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.left === 0) {
        const taken = bytes.subarray(at, at + headerBytes - this.header.length);
        this.header = Buffer.concat([this.header, taken]);
        at += taken.length;
        if (this.header.length < headerBytes) return;
        this.target = this.header[0] === 1 ? this.channel : this.prints;
        this.left = this.header.readUInt32BE(4);
        this.header = Buffer.alloc(0);
        continue;
      }
      const piece = bytes.subarray(at, at + this.left);
      at += piece.length;
      this.left -= piece.length;
      if (this.target.destroyed || this.target.readableEnded) continue;
      if (this.target.push(piece)) continue;
      this.full.add(this.target);
      this.connection.pause();
    }
  }

  private resume(stream: Readable): void {
    this.full.delete(stream);
    if (this.full.size === 0) this.connection.resume();
  }
}

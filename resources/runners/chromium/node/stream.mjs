// The part of node:stream that stands for process.stdout and process.stderr.
export class Writable {
  write(chunk, encoding, done = typeof encoding === 'function' ? encoding : () => {}) {
    this._write(chunk, 'utf8', done);
    return true;
  }

  end(chunk) {
    if (chunk !== undefined) this.write(chunk);
  }
}

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringify } from 'yaml';

/** A feed of updates on this machine, as electron-builder's generic provider lays it out, with one version that is newer than any. */
export class UpdateFeed implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly version = '999.0.0';
  readonly program: Buffer = Buffer.from('#!/bin/sh\nexit 0\n');
  private readonly server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.split('?')[0]!);
    this.asked.push(path);
    if (path === '/latest-linux.yml') response.end(this.manifest);
    else if (path === '/Reflow.AppImage') response.end(this.program);
    else response.writeHead(404).end();
  });

  static async start(): Promise<UpdateFeed> {
    const feed = new UpdateFeed();
    await new Promise<void>((resolve) => feed.server.listen(0, '127.0.0.1', resolve));
    return feed;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private get manifest(): string {
    const sha512 = createHash('sha512').update(this.program).digest('base64');
    const files = [{ url: 'Reflow.AppImage', sha512, size: this.program.length }];
    return stringify({ version: this.version, files, path: 'Reflow.AppImage', sha512, releaseDate: '2026-01-01' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, it, vi } from 'vitest';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { graphText, launchBrowser, serveEditor } from './browser.ts';
import { expect } from './expect.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(() => vi.unstubAllEnvs());

const layerSize = 1_000_000;

/** A registry with one image, whose layer stays half sent, so that pulling it lasts until it is cancelled. */
async function slowRegistry(): Promise<{ image: string } & AsyncDisposable> {
  const digest = (text: string | Buffer): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const layer = Buffer.alloc(layerSize, 7);
  const type = 'application/vnd.docker.distribution.manifest.v2+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.length,
      digest: digest(config),
    },
    layers: [
      { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: layerSize, digest: digest(layer) },
    ],
  });
  const described = { 'content-type': type, 'docker-content-digest': digest(manifest) };
  const answer = (url: string, response: ServerResponse): void => {
    if (url.includes('/manifests/'))
      response.writeHead(200, { ...described, 'content-length': manifest.length }).end(manifest);
    else if (url.endsWith(digest(config))) response.end(config);
    else if (url.endsWith(digest(layer)))
      response.writeHead(200, { 'content-length': layerSize }).write(layer.subarray(0, layerSize / 2));
    else response.end('{}');
  };
  const server = createServer(({ url = '' }, response) => answer(url, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    image: `127.0.0.1:${(server.address() as AddressInfo).port}/actors:1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.runIf(whyNoContainers() === undefined)('images of containers in the window', () => {
  it('[E9, S1] an image that is missing is fetched when asked for, shows how far it is, and can be cancelled', async () => {
    await using registry = await slowRegistry();
    const engine = await startContainers();
    await using _engine = { [Symbol.asyncDispose]: () => engine.stop() };
    vi.stubEnv('DOCKER_HOST', engine.host);
    await using open = await serveEditor(browser, {
      'reflow.yaml': `sandbox:\n  driver: docker\n  python: &own\n    image: ${registry.image}\n  javascript: *own\n`,
      'main.graph.json': graphText({ ticks: { component: 'Inject', x: 0, y: 0 } }),
    });
    const { page, editor } = open;
    await expect(page.getByText(`the image ${registry.image} is not there`)).toBeVisible();
    await editor.button('Get it').click();
    const progress = page.getByRole('progressbar', { name: `Getting the image ${registry.image}` });
    await expect(progress).toHaveAttribute('max', String(layerSize));
    await editor.button('Cancel').click();
    await expect(page.getByText('Getting the image was cancelled.')).toBeVisible();
    await expect(progress).toHaveCount(0);
    await expect(editor.button('Try again')).toBeVisible();
  });
});

import type Docker from 'dockerode';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { AppError } from '#shared/rpc/errors.ts';
import { defaultImage } from './defaultImage.ts';

/** What an engine says while it gets an image, a line of JSON at a time. */
interface Said {
  status?: string;
  /** Of a build. */
  stream?: string;
  error?: string;
  /** The layer. */
  id?: string;
  progressDetail?: { current?: number; total?: number };
}

export interface ImageFetchOptions {
  /** Folder of the runners, in which the default image's Dockerfile is. */
  runners: string;
  /** Told what is being done; `done` and `total` bytes where they are known. */
  onProgress: (detail: string, bytes?: { done: number; total: number }) => void;
  signal: AbortSignal;
}

/**
 * Has the engine pull an image; the program's own one is built (E9).
 * @throws AppError `noSandbox` with what the engine said; the signal's reason when it was cancelled
 */
export async function fetchImage(docker: Docker, image: string, options: ImageFetchOptions): Promise<void> {
  const { runners, onProgress, signal } = options;
  const layers = new Map<string, { done: number; total: number }>();
  try {
    onProgress(image === defaultImage ? `Building ${image}` : `Pulling ${image}`);
    const stream = await begin(docker, image, runners, signal);
    const lines = createInterface({ input: stream });
    const stop = (): void => {
      lines.close();
      stream.destroy();
    };
    signal.addEventListener('abort', stop, { once: true });
    for await (const line of lines) {
      const said = JSON.parse(line) as Said;
      if (said.error !== undefined) throw new Error(said.error);
      const { current, total } = said.progressDetail ?? {};
      if (said.id !== undefined && said.status === 'Downloading' && current !== undefined && total !== undefined)
        layers.set(said.id, { done: current, total });
      const words = (said.stream ?? said.status ?? '').trim();
      if (words !== '') onProgress(words, sumOf(layers));
    }
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
  } catch (cause) {
    signal.throwIfAborted();
    const { message } = cause as Error;
    throw new AppError('noSandbox', `The image ${image} could not be had: ${message.trim()}`, undefined, { cause });
  }
}

async function begin(docker: Docker, image: string, runners: string, abortSignal: AbortSignal): Promise<Readable> {
  const stream =
    image === defaultImage
      ? await docker.buildImage({ context: join(runners, 'image'), src: ['Dockerfile'] }, { t: image, abortSignal })
      : await docker.pull(image, { abortSignal });
  return stream as Readable;
}

function sumOf(layers: ReadonlyMap<string, { done: number; total: number }>) {
  if (layers.size === 0) return undefined;
  const all = [...layers.values()];
  const sum = (key: 'done' | 'total'): number => all.reduce((before, layer) => before + layer[key], 0);
  return { done: sum('done'), total: sum('total') };
}

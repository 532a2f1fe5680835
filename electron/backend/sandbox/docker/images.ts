import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { ImageStatus } from '#shared/rpc/live/system.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { findEngine, type ContainerEngine } from './containerEngine.ts';
import { defaultImage } from './defaultImage.ts';
import { fetchImage } from './fetchImage.ts';

export interface ImagesOptions {
  /** Folder of the runners. */
  runners: string;
  /** The images that actors run in; `defaultImage` unless said otherwise. */
  images: Partial<Record<ScriptRuntime, string>>;
}

/** The images that the docker driver needs and has not: looked for, and fetched when a person asks for it (E9, S1). */
export class Images implements AsyncDisposable {
  private missing: readonly string[] = [];
  private present: { image: string; detail: string; bytes?: ImageStatus['bytes'] } | undefined;
  private failure: string | undefined;
  private cancelling: AbortController | undefined;
  private fetching: Promise<void> | undefined;

  constructor(private readonly options: ImagesOptions) {}

  /** Null where nothing is missing, or no engine answers. */
  get status(): ImageStatus | null {
    const { missing, present, failure } = this;
    if (present) return { state: 'fetching', images: [present.image], detail: present.detail, bytes: present.bytes };
    if (missing.length === 0) return null;
    return { state: failure === undefined ? 'missing' : 'failed', images: [...missing], detail: failure ?? '' };
  }

  /** Finds out which are missing. */
  async look(): Promise<void> {
    const engine = await findEngine(undefined).catch(() => undefined);
    this.missing = engine ? await this.missingOf(engine) : [];
  }

  /**
   * Fetches those that are missing; one call at a time.
   * @throws AppError with what the engine said, or `cancelled`
   */
  fetch(): Promise<void> {
    return (this.fetching ??= this.fetchMissing().finally(() => (this.fetching = undefined)));
  }

  /** @returns whether anything was being fetched */
  cancel(): boolean {
    this.cancelling?.abort(new AppError('cancelled', 'Getting the image was cancelled.'));
    return this.cancelling !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel();
    await this.fetching?.catch(() => {});
  }

  private async fetchMissing(): Promise<void> {
    const cancelling = (this.cancelling = new AbortController());
    this.failure = undefined;
    const engine = await findEngine(undefined, cancelling.signal);
    try {
      for (const image of await this.missingOf(engine))
        await fetchImage(engine.docker, image, {
          runners: this.options.runners,
          onProgress: (detail, bytes) => void (this.present = { image, detail, bytes }),
          signal: cancelling.signal,
        });
    } catch (error) {
      if (error instanceof AppError) this.failure = error.message;
      throw error;
    } finally {
      this.cancelling = undefined;
      this.present = undefined;
      this.missing = await this.missingOf(engine);
    }
  }

  private async missingOf({ docker }: ContainerEngine): Promise<string[]> {
    const { python = defaultImage, javascript = defaultImage } = this.options.images;
    const names = [...new Set([python, javascript])];
    const isThere = await Promise.all(
      names.map((name) =>
        docker
          .getImage(name)
          .inspect()
          .then(
            () => true,
            () => false,
          ),
      ),
    );
    return names.filter((_, at) => !isThere[at]);
  }
}

import type { Logger } from 'pino';
import type { Isolation, ScriptRuntime } from '#shared/actor/actor.ts';
import { resolveLimits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { DriverStatus, PackageStatus } from '#shared/rpc/live/system.ts';
import type { WorkspaceConfig } from '../config/configSchema.ts';
import { DisposableStore } from '../system/lifetime.ts';
import type { HiddenPages } from './chromium/hiddenPage.ts';
import { SharedMemory, type SharedMemoryFigures, type SharedMemoryOptions } from '../sharedMemory/sharedMemory.ts';
import { Images } from './docker/images.ts';
import { satisfies, selectDriver } from './driverSelection.ts';
import { PackageLayers, type PackageLayersOptions } from './layers/packageLayers.ts';
import { LoggedDriver } from './loggedDriver.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from './sandbox.ts';
import { defaultPoolSizes, SandboxPool, type PoolSizes, type SandboxLease } from './sandboxPool.ts';

type SandboxConfig = WorkspaceConfig['sandbox'];

const runtimes = ['python', 'javascript'] as const;

/** What the sandboxes tell the back end. */
export interface SandboxesHooks {
  /** A sandbox is kept ready: its channel can be opened ahead of its use. */
  onReady: (sandbox: Sandbox) => void;
  /** Somebody waits though all sandboxes of a runtime are leased; `isScarce` says whether that is still so. */
  onScarce: (runtime: ScriptRuntime) => void;
  onPackages: PackageLayersOptions['onProgress'];
}

/** The sandboxes of one back end: the driver that works here, and its pool. Without a driver, asking is refused with the reason (S1). */
export class Sandboxes implements AsyncDisposable {
  drivers: DriverStatus[] = [];
  driver: string | null = null;
  private isolation: SandboxDriver['isolation'] | undefined;
  private readonly owned = new DisposableStore();
  private pool: SandboxPool | undefined;
  private readonly leased = new Set<Sandbox>();
  private refusal: AppError | undefined;
  private starting: Promise<void> | undefined;
  private sharedMemory: SharedMemory | undefined;

  /** Those that the docker driver wants for. */
  readonly images: Images;
  private readonly layers: PackageLayers;

  constructor(
    private readonly config: SandboxConfig,
    private readonly runners: string,
    private readonly logger: Logger,
    private readonly hooks: SandboxesHooks,
    private readonly hiddenPages?: HiddenPages,
    /** Missing: values never pass through shared memory. */
    private readonly sharing?: SharedMemoryOptions | undefined,
  ) {
    this.images = this.owned.add(new Images({ runners, images: imagesOf(config) }));
    this.layers = this.owned.add(
      new PackageLayers({
        packages: { python: config.python.packages, javascript: config.javascript.packages },
        onProgress: hooks.onPackages,
      }),
    );
  }

  /** Examines the drivers and chooses one. Never throws: what is wrong is said when somebody asks for a sandbox. */
  start(): Promise<void> {
    return (this.starting ??= this.choose());
  }

  /**
   * Gets the images that are missing, and chooses a driver anew. @returns the driver that works then
   * @throws AppError with what the engine said, or `cancelled`
   */
  async fetchImages(): Promise<string | null> {
    await this.images.fetch();
    if (!this.pool) this.starting = this.choose();
    await this.starting;
    return this.driver;
  }

  /** Begins to keep sandboxes ready for these runtimes; where `mayInstall`, with their packages once those are installed. */
  preload(wanted: readonly ScriptRuntime[], mayInstall: boolean): void {
    for (const runtime of wanted) {
      if (this.config[runtime].packages.length === 0) this.pool?.preload([runtime]);
      // Whoever needs them is told what went wrong.
      else if (mayInstall)
        this.packages(runtime)
          .then(() => this.pool?.preload([runtime]))
          .catch(() => {});
    }
  }

  /**
   * The folder of the packages that the workspace names for a runtime (S7), once they are installed; undefined when it names none.
   * @throws AppError `actorFailed` with what to do
   */
  async packages(runtime: ScriptRuntime, signal?: AbortSignal): Promise<string | undefined> {
    const folder = await this.layers.folder(runtime, signal);
    // JavaScript's are bundled with each actor; only Python reads them inside.
    if (folder !== undefined && runtime === 'python') this.pool?.usePackages(runtime, folder);
    return folder;
  }

  /** Ends an installation that goes on. */
  cancelPackages(runtime: ScriptRuntime): boolean {
    return this.layers.cancel(runtime);
  }

  /** Settles while packages of a runtime are being installed, else never. */
  untilInstalling(runtime: ScriptRuntime): Promise<void> {
    return this.layers.untilInstalling(runtime);
  }

  packageStatus(): PackageStatus[] {
    return this.layers.status();
  }

  /** @throws AppError `noSandbox` when the driver isolates less than an actor demands (S1), with the reasons of stronger ones */
  async demand(isolation: Isolation): Promise<void> {
    await this.start();
    if (!this.isolation || satisfies({ isolation: this.isolation }, isolation)) return;
    const failed = this.drivers.filter(({ works }) => !works).map(({ name, reason }) => `\n${name}: ${reason}`);
    throw new AppError(
      'noSandbox',
      `The actor demands \`isolation: ${isolation}\`, and sandboxes are made by ${this.driver} here, which is weaker. Let reflow.yaml ` +
        `name a stronger \`sandbox.driver\`, or see what reflow-studio doctor says of them.${failed.join('')}`,
    );
  }

  /** @throws AppError `noSandbox` with each driver's reason, `poolExhausted`, `cancelled` */
  async acquire(request: SandboxRequest, signal?: AbortSignal): Promise<SandboxLease> {
    await this.start();
    if (!this.pool) throw this.refusal ?? new AppError('noSandbox', 'There is no sandbox to run actors in.');
    const packages = request.runtime === 'python' ? await this.packages('python', signal) : undefined;
    const lease = await this.pool.acquire({ ...request, packages }, signal);
    this.leased.add(lease.sandbox);
    void lease.sandbox.exited.then(() => this.leased.delete(lease.sandbox));
    return lease;
  }

  /** Memory of all leased sandboxes together; null where this cannot be known. */
  memoryBytes(): number | null {
    let total = 0;
    for (const sandbox of this.leased) {
      const bytes = sandbox.memoryBytes();
      if (bytes === null) return null;
      total += bytes;
    }
    return total;
  }

  /** What lies in shared memory (M6). */
  sharedMemoryFigures(): SharedMemoryFigures {
    return this.sharedMemory?.figures ?? { regions: 0, bytes: 0, copied: 0 };
  }

  isScarce(runtime: ScriptRuntime): boolean {
    return this.pool?.isScarce(runtime) ?? false;
  }

  status(): { busy: number; idle: number; max: number; waiting: number } {
    return this.pool?.status() ?? { busy: 0, idle: 0, max: 0, waiting: 0 };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }

  private async choose(): Promise<void> {
    try {
      if (this.sharing && !this.sharedMemory) {
        this.sharedMemory = await SharedMemory.open(this.sharing);
        if (this.sharedMemory) this.owned.add(this.sharedMemory);
      }
      const { driver, statuses } = await selectDriver(this.config, {
        sharedMemory: this.sharedMemory,
        runners: this.runners,
        images: imagesOf(this.config),
        ociRuntime: this.config.docker.runtime,
        hiddenPages: this.hiddenPages,
      });
      this.drivers = statuses;
      this.driver = driver.name;
      this.isolation = driver.isolation;
      this.owned.add(driver);
      this.pool = this.owned.add(
        new SandboxPool({
          driver: new LoggedDriver(driver, this.logger),
          onReady: this.hooks.onReady,
          onScarce: this.hooks.onScarce,
          sizes: Object.fromEntries(runtimes.map((runtime) => [runtime, this.sizes(runtime)])),
          limits: Object.fromEntries(
            runtimes.map((runtime) => [
              runtime,
              resolveLimits({ workspace: this.config[runtime], ceiling: this.config.ceiling }),
            ]),
          ),
        }),
      );
      this.logger.debug({ driver: driver.name }, 'sandbox driver chosen');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.refusal = error;
      if (['auto', 'docker'].includes(this.config.driver)) await this.images.look();
      this.drivers = (error.data as DriverStatus[] | undefined) ?? [];
      this.logger.warn(error.message);
    }
  }

  /** The pool's sizes by either spelling of their keys (S5); what is said of the runtime goes before what is said of all. */
  private sizes(runtime: ScriptRuntime): PoolSizes {
    const { python, javascript, nodejs, ...common } = this.config.pool;
    const own = (runtime === 'python' ? python : (javascript ?? nodejs)) ?? {};
    const minimum = own.min_instances ?? common.min_instances;
    const preload =
      own.preload_count ?? own.min_instances ?? common.preload_count ?? minimum ?? defaultPoolSizes.preload;
    const ownMaximum = own.max_size ?? own.max_instances;
    return {
      preload,
      minimum: minimum ?? preload,
      maximum: ownMaximum ?? common.max_size ?? common.max_instances ?? defaultPoolSizes.maximum,
      idleTimeout: own.idle_timeout ?? common.idle_timeout ?? defaultPoolSizes.idleTimeout,
    };
  }
}

/** The images that reflow.yaml names. */
function imagesOf(config: SandboxConfig): Partial<Record<ScriptRuntime, string>> {
  const named = runtimes.flatMap((runtime) => (config[runtime].image ? [[runtime, config[runtime].image]] : []));
  return Object.fromEntries(named) as Partial<Record<ScriptRuntime, string>>;
}

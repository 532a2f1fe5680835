import { AppError } from '#shared/rpc/errors.ts';
import type { ComponentInstance, InstanceOptions } from '../component.ts';
import type { ComponentRegistry } from '../componentRegistry.ts';
import type { RemoteAddress } from './remoteAddress.ts';
import { readRemoteCode } from './remoteCode.ts';
import { RemoteInstance, type RemoteTransport } from './remoteInstance.ts';

export interface RemoteRuntimesOptions {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly registry: Pick<ComponentRegistry, 'resolve' | 'descriptions' | 'onChange'>;
  /** Opens a connection; the token is undefined where none is known. @throws AppError */
  open(url: string, token: string | undefined): Promise<RemoteTransport>;
  /** The value of a variable of the environment, or of a secret of that name. */
  secret(name: string): string | undefined;
  random(): number;
}

/** Milliseconds for which a node's message waits for a server that is away, unless its limit of time is another. */
const usualPatience = 30_000;

/** Instances of this workspace's actors on other runtime servers, which a node names with `metadata.runtime`. */
export class RemoteRuntimes implements AsyncDisposable {
  private readonly instances = new Set<RemoteInstance>();
  private readonly following: Disposable;

  constructor(private readonly options: RemoteRuntimesOptions) {
    this.following = options.registry.onChange(() => {
      for (const instance of this.instances) void instance.reload();
    });
  }

  /** @throws AppError when the component cannot be sent, or the server cannot be reached or does not take it */
  createInstance(component: string, address: RemoteAddress, instance: InstanceOptions): Promise<ComponentInstance> {
    const { registry, root, random } = this.options;
    const { actorId, environment, limits } = instance;
    if (Object.keys(environment).length > 0)
      throw new AppError(
        'invalidParams',
        `${actorId} declares env_vars, which are not sent to other servers. Run it here, or set them there.`,
      );
    const resolve = () => registry.resolve(component).description;
    const made = RemoteInstance.create(instance, {
      where: address.where,
      open: () => this.options.open(address.url, this.options.secret(address.tokenName)),
      code: () => readRemoteCode(root, resolve(), registry.descriptions()),
      random,
      patience: limits.timeout === undefined ? usualPatience : limits.timeout * 1000,
      onDisposed: (gone) => this.instances.delete(gone),
    });
    return made.then((ready) => {
      this.instances.add(ready);
      return ready;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.following[Symbol.dispose]();
    await Promise.all([...this.instances].map((instance) => instance[Symbol.asyncDispose]()));
  }
}

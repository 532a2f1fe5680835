import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/rpc/errors.ts';
import { insidePath } from '../../system/insidePath.ts';

export interface PermissionSettings {
  /** `api.example.com`, `*.example.com`, `localhost:8080`; `*` is every host. */
  readonly hosts: readonly string[];
  /** Folders or files, absolute or relative to the workspace. */
  readonly paths: readonly string[];
}

/** What the native components of a workspace may reach: its own files, and what `permissions` in reflow.yaml adds (C3, X3). */
export class Permissions {
  constructor(
    private readonly root: string,
    private readonly settings: PermissionSettings = { hosts: [], paths: [] },
  ) {}

  /** For the inspector. */
  get hostsSentence(): string {
    const { hosts } = this.settings;
    const allowed = hosts.length === 0 ? 'No host is allowed' : `Allowed hosts: ${hosts.join(', ')}`;
    return `${allowed} (permissions.hosts in reflow.yaml).`;
  }

  /** For the inspector. */
  get pathsSentence(): string {
    const { paths } = this.settings;
    const more = paths.length === 0 ? ' only' : `, and ${paths.join(', ')}`;
    return `Files of the workspace${more} (permissions.paths in reflow.yaml).`;
  }

  /** @throws AppError `forbidden` */
  checkHost(hostname: string, port: string | number): void {
    const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
    if (this.settings.hosts.some((pattern) => matches(pattern.toLowerCase(), host, String(port)))) return;
    throw new AppError(
      'forbidden',
      `The host ${hostname} is not allowed. Add it to permissions.hosts in reflow.yaml to let this workspace reach it.`,
    );
  }

  /** @throws AppError `forbidden` when its host is not allowed, `invalidParams` for another scheme than those given */
  checkUrl(url: URL, schemes: readonly string[]): void {
    const scheme = url.protocol.slice(0, -1);
    if (!schemes.includes(scheme))
      throw new AppError(
        'invalidParams',
        `${url.protocol}// cannot be used here; write ${schemes.join(':// or ')}://.`,
      );
    this.checkHost(url.hostname, url.port || (scheme === 'https' || scheme === 'wss' ? 443 : 80));
  }

  /**
   * The absolute path of a file that may be read or written; links are followed and what leads out is refused.
   * @throws AppError `forbidden`
   */
  async file(written: string): Promise<string> {
    const wanted = path.resolve(this.root, written);
    for (const allowed of this.settings.paths) {
      const folder = path.resolve(this.root, allowed);
      const relative = path.relative(folder, wanted);
      if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) continue;
      if (relative === '') return realpath(folder).catch(() => folder);
      const inside = await insidePath(folder, relative).catch(() => undefined);
      if (inside !== undefined) return inside;
    }
    try {
      return await insidePath(this.root, written);
    } catch (error) {
      const { message } = error as Error;
      const hint = 'or add its folder to permissions.paths in reflow.yaml.';
      throw new AppError('forbidden', `${message.replace(/\.$/, '')}, ${hint}`, undefined, { cause: error });
    }
  }
}

function matches(pattern: string, host: string, port: string): boolean {
  const [, name, only] = /^\[(.+)\](?::(\d+))?$/.exec(pattern) ?? /^([^:]+)(?::(\d+))?$/.exec(pattern) ?? ['', pattern];
  if (only !== undefined && only !== port) return false;
  return name === '*' || name === host || (name!.startsWith('*.') && host.endsWith(name!.slice(1)));
}

import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/rpc/errors.ts';
import { atomicWrite } from '../system/atomicWrite.ts';
import { secretName } from '#shared/rpc/methods/workspaceMethods.ts';

/** Seals texts with a key that the system keychain holds; Electron has one, a server has none. */
export interface SecretCipher {
  isAvailable(): boolean;
  /** @returns what may be kept in a file */
  seal(text: string): Promise<Uint8Array>;
  /** @throws when it was sealed by somebody else */
  open(sealed: Uint8Array): Promise<string>;
}

export interface SecretStoreOptions {
  /** The workspace whose secrets they are: no other workspace gets them. */
  readonly workspaceRoot: string;
  /** Absolute path, outside the workspace; see `secretsFolder`. */
  readonly folder: string;
  readonly cipher?: SecretCipher | undefined;
}

const fileSchema = z.object({
  version: z.literal(1),
  secrets: z.record(secretName, z.union([z.object({ sealed: z.string() }), z.object({ plain: z.string() })])),
});
type Kept = z.output<typeof fileSchema>['secrets'];

/**
 * The secrets of a workspace (N12): one file outside it that only its owner can read, sealed by the system keychain where there is
 * one. Values are handed to nodes that declare them, and to nobody else.
 */
export class SecretStore {
  private readonly file: string;
  private kept: Kept = {};
  private opened: Readonly<Record<string, string>> = {};
  private writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: SecretStoreOptions) {
    const name = createHash('sha256').update(path.resolve(options.workspaceRoot)).digest('hex').slice(0, 32);
    this.file = path.join(options.folder, `${name}.json`);
  }

  /** Values by name. Those that this program's keychain did not seal are not among them. */
  get values(): Readonly<Record<string, string>> {
    return this.opened;
  }

  /** Names, and whether this program can use them. */
  list(): { name: string; kept: 'keychain' | 'file'; usable: boolean }[] {
    return Object.entries(this.kept)
      .map(([name, entry]) => ({
        name,
        kept: 'sealed' in entry ? ('keychain' as const) : ('file' as const),
        usable: Object.hasOwn(this.opened, name),
      }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Where new secrets go. */
  get keptIn(): 'keychain' | 'file' {
    return this.options.cipher?.isAvailable() ? 'keychain' : 'file';
  }

  /**
   * Reads the file again.
   * @throws AppError `forbidden` when others can read it, or when it is inside the workspace; `invalidParams` when it is damaged
   */
  async load(): Promise<void> {
    await this.writing.catch(() => {});
    this.kept = await this.read();
    const opened: Record<string, string> = {};
    for (const [name, entry] of Object.entries(this.kept)) {
      const value = 'plain' in entry ? entry.plain : await this.open(entry.sealed);
      if (value !== undefined) opened[name] = value;
    }
    this.opened = opened;
  }

  /** @throws AppError as `load`, or when the file cannot be written */
  async set(name: string, value: string): Promise<void> {
    const { cipher } = this.options;
    const entry = cipher?.isAvailable()
      ? { sealed: Buffer.from(await cipher.seal(value)).toString('base64') }
      : { plain: value };
    await this.change((kept) => ({ ...kept, [name]: entry }));
  }

  /** @returns whether it was there */
  async delete(name: string): Promise<boolean> {
    const wasThere = Object.hasOwn(this.kept, name);
    await this.change((kept) => Object.fromEntries(Object.entries(kept).filter(([each]) => each !== name)));
    return wasThere;
  }

  private async change(edit: (kept: Kept) => Kept): Promise<void> {
    const turn = this.writing
      .catch(() => {})
      .then(async () => {
        const kept = edit(await this.read());
        await mkdir(this.options.folder, { recursive: true, mode: 0o700 });
        await atomicWrite(this.file, `${JSON.stringify({ version: 1, secrets: kept }, null, 2)}\n`, 0o600);
      });
    this.writing = turn;
    await turn;
    await this.load();
  }

  private async read(): Promise<Kept> {
    this.refuseInsideWorkspace();
    const found = await stat(this.file).catch(() => undefined);
    if (!found) return {};
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
      throw new AppError(
        'forbidden',
        `The secrets in ${this.file} can be read by others, so they are not used. Run: chmod 600 ${this.file}`,
      );
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.file, 'utf8'))).secrets;
    } catch {
      // What is wrong is not repeated: it would show what is in the file.
      throw new AppError('invalidParams', `${this.file} is damaged. Delete it and set the secrets again.`);
    }
  }

  private async open(sealed: string): Promise<string | undefined> {
    const { cipher } = this.options;
    if (!cipher?.isAvailable()) return undefined;
    return cipher.open(Buffer.from(sealed, 'base64')).catch(() => undefined);
  }

  private refuseInsideWorkspace(): void {
    const within = path.relative(path.resolve(this.options.workspaceRoot), this.file);
    if (!within.startsWith('..') && !path.isAbsolute(within))
      throw new AppError(
        'forbidden',
        `Secrets are not kept inside the workspace (${this.options.folder}), where they would be shared with it. Choose another folder.`,
      );
  }
}

/** Where secrets are kept: `REFLOW_SECRETS` when set, else beside the person's other settings. */
export function secretsFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { REFLOW_SECRETS: chosen, XDG_CONFIG_HOME: config, APPDATA: roaming } = environment;
  if (chosen) return path.resolve(chosen);
  const home = environment['HOME'] ?? os.homedir();
  const settings =
    process.platform === 'win32'
      ? (roaming ?? path.join(home, 'AppData/Roaming'))
      : process.platform === 'darwin'
        ? path.join(home, 'Library/Application Support')
        : config || path.join(home, '.config');
  return path.join(settings, 'reflow-studio', 'secrets');
}

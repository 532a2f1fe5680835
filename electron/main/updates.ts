import { app, dialog } from 'electron';
import type { AppUpdater, UpdateCheckResult } from 'electron-updater';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';

/** Names the address of a feed of updates, over the one that the package was made with; without either nothing ever asks for one (E10). */
const variable = 'REFLOW_UPDATE_URL';

/**
 * Updates of the packaged program, only from a feed that somebody configured. What was loaded has the checksum that the feed names, and is
 * used from the next start on; nobody is interrupted for it.
 */
export class Updates {
  private readonly feed: string | undefined;
  private updater: Promise<AppUpdater> | undefined;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.feed = feedOf(environment[variable]);
    // What goes wrong when nobody asked is tried again at the next start.
    if (this.isConfigured && app.isPackaged) this.look().catch(() => {});
  }

  get isConfigured(): boolean {
    return this.feed !== undefined || existsSync(packagedFeed());
  }

  /** As a person asks for it, so that they are told what comes of it. */
  async check(): Promise<void> {
    try {
      const found = app.isPackaged ? await this.look() : null;
      if (!found) await tell('Here updates come as packages or as source: put the new one in the place of this one.');
      else if (!found.isUpdateAvailable) await tell('This is the newest version.');
      else {
        await found.downloadPromise;
        await this.offerRestart(found.updateInfo.version);
      }
    } catch (error) {
      await tell('No update could be loaded.', `${(error as Error).message.split('\n')[0]} Try again later.`);
    }
  }

  /** Asks the feed, and begins to load what it has; null where this form of the program cannot be updated. */
  private async look(): Promise<UpdateCheckResult | null> {
    this.updater ??= updaterFor(this.feed);
    return (await this.updater).checkForUpdates();
  }

  private async offerRestart(version: string): Promise<void> {
    const { response } = await dialog.showMessageBox({
      message: `Version ${version} is ready.`,
      detail: 'It is used from the next start on. What is not saved is offered again.',
      buttons: ['Restart now', 'Later'],
      cancelId: 1,
    });
    if (response === 0) (await this.updater)?.quitAndInstall();
  }
}

/** Loaded only where it is used. */
async function updaterFor(feed: string | undefined): Promise<AppUpdater> {
  const { default: electronUpdater } = await import('electron-updater');
  const updater = electronUpdater.autoUpdater;
  updater.logger = null;
  // It tells every failure as an event, too, which would end the program if nobody listened.
  updater.on('error', () => {});
  if (feed !== undefined) {
    const settings = path.join(app.getPath('userData'), 'app-update.yml');
    await writeFile(
      settings,
      stringify({ provider: 'generic', url: feed, updaterCacheDirName: 'reflow-studio-updates' }),
    );
    updater.updateConfigPath = settings;
  }
  return updater;
}

/** Where electron-builder puts the feed that a package is made with. */
function packagedFeed(): string {
  return path.join(process.resourcesPath, 'app-update.yml');
}

/** Only what cannot be changed on its way is a feed. */
function feedOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  const isHere = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');
  return protocol === 'https:' || isHere ? address : undefined;
}

function tell(message: string, detail?: string): Promise<unknown> {
  return dialog.showMessageBox({ message, ...(detail === undefined ? {} : { detail }) });
}

import { app, autoUpdater, dialog } from 'electron';

/** Names the address of a feed of updates; without it nothing ever asks for one (E10). */
const variable = 'REFLOW_UPDATE_URL';

/** Updates of the packaged program, only from a feed that somebody configured. */
export class Updates {
  private readonly feed: string | undefined;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.feed = feedOf(environment[variable]);
    if (this.feed === undefined) return;
    autoUpdater.on('update-downloaded', () => void offerRestart());
    // What goes wrong when nobody asked is tried again at the next start.
    autoUpdater.on('error', () => {});
    if (this.canUpdate) this.begin();
  }

  get isConfigured(): boolean {
    return this.feed !== undefined;
  }

  /** As a person asks for it, so that they are told what comes of it. */
  async check(): Promise<void> {
    if (this.canUpdate) {
      autoUpdater.once(
        'update-not-available',
        () => void dialog.showMessageBox({ message: 'This is the newest version.' }),
      );
      this.begin();
    } else {
      const message = app.isPackaged
        ? 'Here updates come as packages: install the new one over this one.'
        : 'This program was started from its source, which is updated there.';
      await dialog.showMessageBox({ message });
    }
  }

  /** Electron updates itself on macOS and Windows. */
  private get canUpdate(): boolean {
    return app.isPackaged && process.platform !== 'linux';
  }

  private begin(): void {
    autoUpdater.setFeedURL({ url: this.feed! });
    autoUpdater.checkForUpdates();
  }
}

/** Only what cannot be changed on its way is a feed. */
function feedOf(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) && new URL(address).protocol === 'https:' ? address : undefined;
}

async function offerRestart(): Promise<void> {
  const { response } = await dialog.showMessageBox({
    message: 'A new version is ready.',
    detail: 'It is used from the next start on. What is not saved is offered again.',
    buttons: ['Restart now', 'Later'],
    cancelId: 1,
  });
  if (response === 0) autoUpdater.quitAndInstall();
}

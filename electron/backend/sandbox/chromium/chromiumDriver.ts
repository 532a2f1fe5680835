import { AbsentDriver } from '../absentDriver.ts';

/** Hidden, sandboxed renderers of the Electron that shows the window. */
export class ChromiumDriver extends AbsentDriver {
  readonly name = 'chromium';
  readonly isolation = 'container';

  protected async whyNot(): Promise<string> {
    return process.versions.electron
      ? 'This version of Reflow Studio cannot run actors in hidden Chromium renderers yet; use bubblewrap.'
      : 'It needs the main process of Electron, and this program runs without a window; use bubblewrap.';
  }
}

import { Notification, type BrowserWindow } from 'electron';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Runs } from '../../backend/network/runs/runs.ts';
import { noticeOf } from './noticeOf.ts';

/** Milliseconds between two looks at what runs; it looks only while the window is in the background. */
const lookInterval = 1000;

/** Tells by the system's notifications of runs that end or fail while their window is in the background (E10). */
export class RunNotices implements Disposable {
  private readonly running = new Set<string>();
  private readonly started: Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly runs: Pick<Runs, 'onStart' | 'status'>,
    private readonly window: BrowserWindow,
    /** Brings the window forward with the graph of a run. */
    private readonly reveal: (path: string) => void,
  ) {
    this.started = runs.onStart((path) => void this.running.add(path));
    window.on('blur', this.watch);
    window.on('focus', this.rest);
    if (!window.isFocused()) this.watch();
  }

  [Symbol.dispose](): void {
    this.started[Symbol.dispose]();
    this.rest();
    if (this.window.isDestroyed()) return;
    this.window.off('blur', this.watch);
    this.window.off('focus', this.rest);
  }

  private readonly watch = (): void => {
    // What ended while the person looked is known to them.
    for (const status of this.statuses()) if (isOver(status)) this.running.delete(status.path);
    clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), lookInterval);
    this.timer.unref();
  };

  private readonly rest = (): void => clearInterval(this.timer);

  private look(): void {
    for (const status of this.statuses()) {
      if (!isOver(status)) continue;
      this.running.delete(status.path);
      const notice = noticeOf(status);
      if (notice) this.show(status.path, notice);
    }
  }

  private show(path: string, notice: { title: string; body: string }): void {
    if (!Notification.isSupported()) return;
    const notification = new Notification(notice);
    notification.on('click', () => {
      if (!this.window.isDestroyed()) this.reveal(path);
    });
    notification.show();
  }

  private statuses(): NetworkStatus[] {
    return [...this.running].map((path) => this.runs.status(path));
  }
}

const isOver = ({ state }: NetworkStatus): boolean => state === 'idle' || state === 'stopped' || state === 'failed';

import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Firing, InstanceOptions } from '../component.ts';
import { LogBound } from './logBound.ts';
import { readLog } from './runnerRecords.ts';

/** What an instance logs and prints, as records of the firing at work, else of its node. */
export class InstanceLog implements Disposable {
  private readonly bound = new LogBound((note) => this.tell(this.firingAtWork(), 'warn', note, Date.now()));

  constructor(
    private readonly host: InstanceOptions['host'],
    private readonly firingAtWork: () => Firing | undefined,
  ) {}

  /** A record of the runner. @throws SyntaxError when the payload is no JSON */
  record(firing: Firing | undefined, payload: Buffer): void {
    if (!this.bound.admits(payload.length)) return;
    const { level, text, timestamp } = readLog(payload);
    this.tell(firing, level, text, timestamp);
  }

  /** A line that was written past the runner. */
  print(level: LogLevel, line: string): void {
    this.tell(this.firingAtWork(), level, line, Date.now());
  }

  [Symbol.dispose](): void {
    this.bound[Symbol.dispose]();
  }

  private tell(firing: Firing | undefined, level: LogLevel, text: string, timestamp: number): void {
    if (firing) firing.log(level, text, timestamp);
    else this.host.log(level, text);
  }
}

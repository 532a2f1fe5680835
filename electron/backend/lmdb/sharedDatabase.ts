import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { open, TransactionFlags, type RootDatabase } from 'lmdb';

const { ABORTABLE, SYNCHRONOUS_COMMIT, NO_SYNC_FLUSH } = TransactionFlags;
/** A failure in the middle leaves nothing behind; the commit does not wait for the disk. */
const commitWithoutFlush = ABORTABLE | SYNCHRONOUS_COMMIT | NO_SYNC_FLUSH;

/**
 * An LMDB environment that several programs have open at once (P2).
 *
 * Opening an environment with lmdb 3.5 puts back its counter of transactions to what it read a moment before, without the lock that
 * writers hold: what another program commits in between is lost. Opening and writing therefore exclude each other by the lock of
 * a second environment, the gate, in which nothing is ever written. LMDB's locks are released when their holder is killed.
 */
export class SharedDatabase implements AsyncDisposable {
  private constructor(
    readonly root: RootDatabase<Buffer, Buffer>,
    private readonly gate: RootDatabase<Buffer, Buffer>,
    /** The file that holds the data, to be flushed to the disk. */
    readonly file: string,
  ) {}

  /**
   * @param folder of this environment alone, made when missing; another program may have it open
   * @param maxTables how many named tables the environment may have
   * @throws what the file system or LMDB says when it cannot be written
   */
  static open(folder: string, maxTables: number): SharedDatabase {
    makeFolder(folder);
    const gate = openEnvironment(path.join(folder, 'gate'), 0);
    const root = gate.transactionSync(() => openEnvironment(folder, maxTables), commitWithoutFlush);
    return new SharedDatabase(root, gate, path.join(folder, 'data.mdb'));
  }

  /** Runs `steps` as one transaction: all that they write is in the file when this returns, or, when they throw, nothing is. */
  write<Result>(steps: () => Result): Result {
    return this.gate.transactionSync(() => this.root.transactionSync(steps, commitWithoutFlush), commitWithoutFlush);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.root.close();
    await this.gate.close();
  }
}

/** `mkdir -p` says ENOENT where the parent is read-only; asking for the right to write names the true reason. */
function makeFolder(folder: string): void {
  let present = folder;
  while (!existsSync(present)) present = path.dirname(present);
  accessSync(present, constants.W_OK);
  mkdirSync(folder, { recursive: true });
}

function openEnvironment(folder: string, maxTables: number): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path: folder,
    encoding: 'binary',
    keyEncoding: 'binary',
    maxDbs: maxTables,
    // With it, no commit can return before the disk has everything.
    overlappingSync: false,
  });
}

import { randomUUID } from 'node:crypto';
import { AppError } from '#shared/rpc/errors.ts';
import type { Value } from '#shared/message/message.ts';
import type { StateChangeRecord, StateEntry } from '#shared/rpc/live/state.ts';
import { loadZstd } from '../../compression/zstd.ts';
import { disposable } from '../../system/lifetime.ts';
import { ChangeLog } from '../changeLog.ts';
import { escapeGlob, globMatcher } from '../glob.ts';
import { fullKey, namespacePrefix, scopePrefix, splitKey } from '../keys.ts';
import { checkOperation, type ChangingOperation, type CheckedOperation } from '../operation.ts';
import { describeEntry } from '../stateEntry.ts';
import { counterOverflow, wrongType } from '../stateFailures.ts';
import type { StateChange, StateOperation, StateScope, StateStore, StateWriter } from '../stateStore.ts';
import { readStateText, secondsLeft } from '../stateText.ts';
import { AnsweredOperations } from './answeredOperations.ts';
import { SlotTags } from './hashSlot.ts';
import { MarkRenewals } from './markRenewals.ts';
import { readRedisUrl, type RedisAddress } from './redisAddress.ts';
import { allMasters, RedisConnection, type RedisTls } from './redisConnection.ts';
import { saidBy } from './redisFailures.ts';
import { RedisWatch, type KeyNews } from './redisWatch.ts';
import { RefusedChanges } from './refusedChanges.ts';
import { StoredTexts } from './storedTexts.ts';
import { argumentsOf, changeOf, resultOf } from './writeExchange.ts';
import { marksKey, writeScript } from './writeScript.ts';

export interface RedisStateStoreOptions {
  /** See `readRedisUrl`. */
  url: string;
  /** Seconds after which keys expire that nobody gave an expiry (`redis.ttl`). */
  ttl?: number | undefined;
  /** Milliseconds for which an operation waits while Redis is away: less than an actor may take, so that the actor hears of it. */
  patience?: number;
  /** Hears, for each compressed value, its size divided by what it was before. */
  onCompressed?: ((ratio: number) => void) | undefined;
  tls?: RedisTls | undefined;
}

/** Who wrote what no node of this program did (T7). */
const anotherProgram = 'another program';
const scanCount = '1000';
/** Most entries read in one round trip. */
const readAtOnce = 500;

/** Where it cannot be told who did it: a key that this program changed so lately was probably changed by it. */
const ownMilliseconds = 1000;
/** A change that leaves everything as it is, and yet is done only where changes are. */
const changeOfNothing: StateOperation = ['extend', 'reflow studio: are changes taken?', []];
const askingAgain: StateWriter = { node: 'state', patience: 500 };
/** How often a key is read that this program writes meanwhile. */
const mostReads = 5;
/** Longest old value, in bytes, that is read for the history while somebody watches. */
const longestOld = 1024;

/** State kept in Redis (T1), in a form that anyone can read with redis-cli (T2). */
export class RedisStateStore implements StateStore {
  readonly kind = 'redis';
  private readonly changes = new ChangeLog(Date.now);
  private readonly program = randomUUID().slice(0, 13);
  private readonly answered = new AnsweredOperations();
  private readonly marks = new MarkRenewals(Date.now);
  private readonly slotTags = new SlotTags();
  private lastOperation = 0;
  private watch: RedisWatch | undefined;

  /**
   * Connects; when Redis is away it goes on trying, and says so meanwhile.
   * @throws AppError `invalidParams` for a URL that cannot be read
   */
  static async connect({
    url,
    ttl,
    patience = 20_000,
    tls,
    onCompressed,
  }: RedisStateStoreOptions): Promise<RedisStateStore> {
    const address = readRedisUrl(url);
    const texts = new StoredTexts(await loadZstd(), onCompressed);
    const store = new RedisStateStore(address, texts, (ttl ?? 0) * 1000, patience, tls);
    await store.connection.waitReady(1000);
    return store;
  }

  private readonly connection: RedisConnection;
  private readonly refused = new RefusedChanges(() => this.run(this.refusedScope, changeOfNothing, askingAgain));
  private refusedScope: StateScope = { namespace: '', actorId: '' };

  private constructor(
    private readonly address: RedisAddress,
    private readonly texts: StoredTexts,
    /** Milliseconds; 0 for none. */
    private readonly ttl: number,
    private readonly patience: number,
    tls: RedisTls | undefined,
  ) {
    this.connection = new RedisConnection(address, patience, this.refused, tls);
  }

  run(scope: StateScope, operation: StateOperation, writer?: StateWriter): Promise<Value | undefined> {
    let checked: CheckedOperation;
    try {
      checked = checkOperation(operation);
    } catch (failure) {
      return Promise.reject(failure);
    }
    if (checked.name === 'keys') return this.keys(scope, checked.pattern, writer?.patience);
    const full = fullKey(scope, checked.key);
    return this.carryOut(scope, full, checked, writer).catch(async (failure: unknown) => {
      throw failure instanceof AppError ? failure : await this.operationFailure(failure, scope, full, checked);
    });
  }

  async list({ namespace, pattern }: { namespace?: string; pattern?: string }): Promise<StateEntry[]> {
    const wanted = pattern === undefined ? () => true : globMatcher(pattern);
    const found = await this.scan(namespace === undefined ? '' : namespacePrefix(namespace));
    const keys = found.flatMap((full) => {
      const key = splitKey(full);
      return key && wanted(key.key) ? [{ full, key }] : [];
    });
    const entries: StateEntry[] = [];
    for (let at = 0; at < keys.length; at += readAtOnce) {
      const part = keys.slice(at, at + readAtOnce);
      const read = await Promise.all(part.map(({ full, key }) => this.readEntry(full, key)));
      entries.push(...read.filter((entry) => entry !== undefined));
    }
    return entries;
  }

  entry(scope: StateScope, key: string): Promise<StateEntry | undefined> {
    return this.readEntry(fullKey(scope, key), { ...scope, key });
  }

  history(filter: Partial<StateScope & { key: string }>, limit: number): StateChangeRecord[] {
    return this.changes.history(filter, limit);
  }

  onChange(listener: (change: StateChange) => void, missed?: () => void): Disposable {
    const listening = this.changes.onChange(listener, missed);
    this.watch ??= new RedisWatch(this.connection.client, this.address.db, {
      changed: (keys) => void this.lookAt(keys, true),
      missed: () => {
        this.changes.tellMissed();
        void this.lookAt(new Map(this.changes.knownKeys().map((full) => [full, 'value'])), false);
      },
    });
    return disposable(() => {
      listening[Symbol.dispose]();
      if (this.changes.isHeard) return;
      void this.watch?.[Symbol.asyncDispose]();
      this.watch = undefined;
    });
  }

  availability(): { available: boolean; detail: string } {
    return this.connection.availability();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.refused[Symbol.dispose]();
    await this.watch?.[Symbol.asyncDispose]();
    await this.connection[Symbol.asyncDispose]();
  }

  private carryOut(
    scope: StateScope,
    full: string,
    operation: Exclude<CheckedOperation, { name: 'keys' }>,
    writer: StateWriter | undefined,
  ): Promise<Value | undefined> {
    const { connection } = this;
    const patience = writer?.patience ?? this.patience;
    switch (operation.name) {
      case 'get':
        return connection
          .run((client) => client.getBuffer(full), patience)
          .then((bytes) => (bytes === null ? undefined : readStateText(this.texts.unpack(bytes))));
      case 'exists':
        return connection.run((client) => client.exists(full), patience).then((count) => count === 1);
      case 'ttl':
        return connection.run((client) => client.ttl(full), patience);
      default:
        return this.write(scope, full, operation, writer, patience);
    }
  }

  private write(
    scope: StateScope,
    full: string,
    operation: ChangingOperation,
    writer: StateWriter | undefined,
    patience: number,
  ): Promise<Value | undefined> {
    const number = ++this.lastOperation;
    const told = this.answered.take(full);
    // Far longer than an operation that is sent again can take.
    const kept = this.marks.renewal(full, Math.max(120_000, 4 * patience), this.connection.epoch);
    const marks = marksKey(full, this.program, this.slotTags);
    const longest = this.changes.isHeard ? longestOld : 0;
    const head = `${number} ${this.ttl} ${kept} ${longest} ${operation.name} ${told}`;
    const args = argumentsOf(operation, this.texts);
    const sent = this.connection.run(
      (client, isFirst) =>
        isFirst
          ? client.evalshaBuffer(writeScript.sha, 2, full, marks, head, ...args)
          : client.evalBuffer(writeScript.text, 2, full, marks, `-${head}`, ...args),
      patience,
      true,
    );
    return sent.then(
      (answer) => {
        this.refused.succeeded();
        this.answered.add(full, number);
        const letter = answer.toString('latin1', 0, 1);
        const rest = answer.subarray(1);
        if (letter !== 'n')
          this.changes.wrote(full, scope, operation.key, changeOf(operation, rest, letter === 'd', this.texts), writer);
        return resultOf(operation, letter, rest, this.texts);
      },
      (failure: unknown) => {
        this.refusedScope = scope;
        this.answered.giveBack(full, told);
        this.marks.forget(full);
        throw failure;
      },
    );
  }

  private async keys(scope: StateScope, pattern: string | undefined, patience?: number): Promise<string[]> {
    const wanted = pattern === undefined ? () => true : globMatcher(pattern);
    const prefix = scopePrefix(scope);
    const keys = (await this.scan(prefix, patience)).map((full) => full.slice(prefix.length));
    return keys.filter(wanted).toSorted();
  }

  /** All whole keys that begin with a prefix. SCAN may name a key twice; the pattern itself is matched here, the same in both stores. */
  private scan(prefix: string, patience?: number): Promise<string[]> {
    const match = `${escapeGlob(prefix)}*`;
    return this.connection.run(async (client) => {
      const found = new Set<string>();
      for (const node of await allMasters(client)) {
        let cursor = '0';
        do {
          const [next, keys] = await node.scan(cursor, 'MATCH', match, 'COUNT', scanCount);
          for (const key of keys) found.add(key);
          cursor = next;
        } while (cursor !== '0');
      }
      return [...found];
    }, patience);
  }

  /**
   * Tells of keys that others have changed; what this program did itself it has told already.
   * @param isTold whether Redis said that they changed; else they are only looked at in case somebody did
   */
  private async lookAt(keys: ReadonlyMap<string, KeyNews>, isTold: boolean): Promise<void> {
    for (const [full, news] of keys) {
      const key = splitKey(full);
      if (!key) continue;
      let entry: StateEntry | undefined | 'busy';
      try {
        entry = await this.readUndisturbed(full, key);
      } catch {
        return;
      }
      if (entry === 'busy') continue;
      const isRecent = Date.now() - this.changes.lastChangeAt(full) < ownMilliseconds;
      // What this program pushed to a list nobody watched left something that it does not know: no sign of anybody else.
      if (this.changes.leaves(full, entry?.json) ?? (isRecent || !isTold)) {
        if (news === 'expiry' && !isRecent) this.changes.tell({ ...key, deleted: !entry });
      } else {
        // Redis does not say who it was, only whether time was up.
        const isExpired = news === 'expiry' && !entry;
        this.changes.elsewhere(full, key, entry?.json, isExpired ? null : anotherProgram);
      }
    }
  }

  /**
   * What was read while this program wrote the same key may be older than what it knows of it: then it is read again. One that it writes
   * all the time is `busy`, and will be looked at with the news of that.
   */
  private async readUndisturbed(
    full: string,
    key: StateScope & { key: string },
  ): Promise<StateEntry | undefined | 'busy'> {
    for (let tries = 0; tries < mostReads; tries++) {
      const known = this.changes.numberOfLast(full);
      const entry = await this.readEntry(full, key);
      if (this.changes.numberOfLast(full) === known) return entry;
    }
    return 'busy';
  }

  private async readEntry(full: string, key: StateScope & { key: string }): Promise<StateEntry | undefined> {
    const [type, left] = await this.connection.run((client) => Promise.all([client.type(full), client.pttl(full)]));
    if (type !== 'string' && type !== 'list') return undefined;
    const kept = await this.connection.run((client): Promise<Buffer | Buffer[] | null> =>
      type === 'string' ? client.getBuffer(full) : client.lrangeBuffer(full, 0, -1),
    );
    if (kept === null) return undefined;
    const texts = Array.isArray(kept) ? kept.map((bytes) => this.texts.unpack(bytes)) : this.texts.unpack(kept);
    return describeEntry(key, texts, left < 0 ? null : secondsLeft(left), this.changes.lastWrite(full));
  }

  /** What Redis says against an operation, in the words of both stores. */
  private async operationFailure(
    failure: unknown,
    scope: StateScope,
    full: string,
    { name, key }: CheckedOperation & { key: string },
  ): Promise<AppError> {
    const message = saidBy(failure);
    const [, problem, type] = /^(?:ERR )?(WRONGTYPE|OVERFLOW)(?: ([a-z]+))?/.exec(message) ?? [];
    if (problem === 'OVERFLOW') return counterOverflow(scope, key);
    if (problem === 'WRONGTYPE') {
      if (type === 'string') return wrongType(name, scope, key, 'a value');
      // A command that is no script's does not say what the key holds, and by now that may be something else.
      const held = type ?? (await this.connection.run((client) => client.type(full)).catch(() => 'list'));
      return wrongType(name, scope, key, heldByOthers[held] ?? 'a list');
    }
    return new AppError(
      'stateUnavailable',
      `Redis did not do ${name} with the state key ${JSON.stringify(key)} of ${scope.actorId}: ${message}.`,
      undefined,
      { cause: failure },
    );
  }
}

/** Types that no operation makes, but other programs do. */
const heldByOthers: Readonly<Record<string, string>> = {
  hash: 'a hash',
  set: 'a set',
  zset: 'a sorted set',
  stream: 'a stream',
};

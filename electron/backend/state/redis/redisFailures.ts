/** What the errors of Redis and of the way to it mean for an operation on state (T6). */

/** Failures that pass: the operation is tried again until its time is up. */
const passing =
  /^(?:LOADING|READONLY|CLUSTERDOWN|MOVED|ASK |MASTERDOWN|TRYAGAIN|BUSY|NOSCRIPT|UNBLOCKED)|Connection is closed|Stream isn't writeable|ECONN|EPIPE|max retries|MaxRetries|Command aborted|Socket timeout|All sentinels|slots cache|None of startup nodes/i;

/** Refusals of a Redis that works, which waiting would not help, and what to do about each. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/^OOM/, 'Redis has reached its maxmemory: raise it, delete keys, or let keys expire with redis.ttl.'],
  [
    /^NOPERM|user executing the script can't run/,
    'Let the user that redis.url names run commands of strings, lists, hashes, keys and scripts, on the keys of redis.namespace and %marks:*.',
  ],
  [/^ERR DB index/, 'See that the number at the end of redis.url is that of a database.'],
  [/^(?:NOAUTH|WRONGPASS|ERR (?:AUTH|invalid password))/, 'See that user and password in redis.url are right.'],
  [/^MISCONF/, 'Redis takes no changes because it cannot save them: make room on its disk, or see its log.'],
  [/^NOREPLICAS/, 'Redis takes no changes because too few of its replicas are there: see that they run.'],
];

/** What to do while every attempt fails in this way. */
const lasting: readonly (readonly [RegExp, string])[] = [
  ...refusals,
  [/^READONLY/, 'That Redis is a replica: let redis.url name the primary.'],
  [/^(?:CLUSTERDOWN|MOVED)/, "See that each of the cluster's nodes, or a replica of it, runs."],
  [
    /certificate|SSL|TLS/i,
    'See that the certificates of redis.tls and of Redis are valid, and that both or none use TLS.',
  ],
];

/** Whether keys may be at other nodes of a cluster than is known here. */
export function isMoved(message: string): boolean {
  return /^(?:MOVED|ASK )/.test(message);
}

/** Whether trying again may help. */
export function isPassing(message: string): boolean {
  return passing.test(message);
}

/** Redis works and will not do it: waiting would not help. */
export function isRefusal(message: string): boolean {
  return refusals.some(([pattern]) => pattern.test(message));
}

/** Redis answers, and will do no change of anybody's. */
export function refusesAllChanges(message: string): boolean {
  return /^(?:OOM|MISCONF|NOREPLICAS|READONLY)/.test(message);
}

/** Redis itself said no. */
export function isAnswer(failure: unknown): boolean {
  return failure instanceof Error && failure.name === 'ReplyError';
}

/** An operation left for Redis, which may do it though its answer does not come. */
export function wasSent(failure: unknown): boolean {
  return !isAnswer(failure) && !saidBy(failure).startsWith("Stream isn't writeable");
}

/** What Redis said, without the place in a script. */
export function saidBy(failure: unknown): string {
  const message = failure instanceof Error ? failure.message : String(failure);
  return message.replace(/ script: [0-9a-f]{40}.*$/, '').replace(/\.$/, '');
}

/** The next step for a person after this failure; undefined where none is known. */
export function nextStep(message: string | undefined): string {
  const found = message === undefined ? undefined : lasting.find(([pattern]) => pattern.test(message));
  return (
    found?.[1] ??
    'See that Redis runs and that redis.url is right: rediss:// where Redis uses TLS, redis:// where it does not.'
  );
}

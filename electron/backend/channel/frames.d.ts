import type { LegacyForm } from '#shared/actor/actor.ts';
/**
 * The channel between host and sandbox (S6): one private duplex byte stream, length-prefixed frames, many records a frame.
 * All integers are little-endian. resources/runners speaks the same.
 *
 * Stream, either way:   frame*
 * Frame:                u32 length of the body · u32 tag · body
 * Body:                 record*
 * Record:               u8 kind · u8 flags · u16 port length · u32 instance · u32 call · u32 payload length · port · payload
 *
 * The host's very first bytes on the stream are a 16-byte secret (two u64: seed, step), outside any frame. The tag of the n-th
 * frame in either direction is `(seed + n · step) mod 2^32`, the host's direction counting n = 0, 2, 4 … and the sandbox's
 * 1, 3, 5 …. User code that finds the descriptor and writes to it cannot make a frame: a wrong tag ends the sandbox with an
 * error that says so, and never becomes a message.
 *
 * `instance` names a loaded actor within the sandbox, `call` one firing of it (from 1; 0: none), `port` is UTF-8. Payloads are
 * UTF-8 JSON: messages as `writeMessage` writes them.
 */
export declare const recordKind: {
  /** Payload: `LoadPayload`. Also replaces an instance's code (S8); announced by `loading` and answered by `loaded` or `loadFailed`, all with the same call. */
  readonly load: 1;
  /** Payload: a JSON object, port → message. `flags` bit 0: a timestamp field follows in the object under the key "\u0000t". */
  readonly process: 2;
  /** Answer to `state`; same call number. Payload: `{"ok":…}` or `{"error":{"type","message"}}`. */
  readonly stateResult: 3;
  /** Forget the instance. */
  readonly unload: 4;
  /** Stop the generator or wait of a call as soon as it yields. */
  readonly cancel: 5;
  /** Large values may pass through shared memory from now on (M6). Payload: `SharingTerms`. */
  readonly share: 6;
  /** The runner is up. Payload: `{"runtime":"python","version":"3.11.7"}`. */
  readonly ready: 16;
  readonly loaded: 17;
  /** Payload: an `ActorFailure` without port. */
  readonly loadFailed: 18;
  /** One message on an outport; `port` says which. */
  readonly output: 19;
  /** The call is done. One whose last output had not left yet says so there instead (`outputCompletes`). */
  readonly completed: 20;
  /** The call threw. Payload: an `ActorFailure`. Ends the call like `completed`. */
  readonly failed: 21;
  /** Payload: `{"level","text","timestamp"}`. */
  readonly log: 22;
  /** A state operation. `call` is the operation's own number; the instance says whose state. Payload: `[operation, ...arguments]`. */
  readonly state: 23;
  /** It begins with a load now: what waits is not to blame for how that ends. */
  readonly loading: 24;
};
/** The number that says what a record is. */
export type RecordKind = (typeof recordKind)[keyof typeof recordKind];
/** Flags of `process`: the payload has a timestamp, too. */
export declare const processTimestamp = 1;
/**
 * Flags of `process`: values lie in shared memory. The payload has for their ports, under the key "\u0000r", the names of the regions
 * in the sandbox's folder and the bytes of their values: `{"port":["7",1048576]}`.
 */
export declare const processShared = 2;
/** Flags of `output`: the message was returned, not sent or yielded (`process` notifies only of the latter, R2). */
export declare const outputReturned = 1;
/** Flags of `output`: the call is done with it, and no `completed` follows. */
export declare const outputCompletes = 4;
/** Flags of `output`: the message lies in shared memory. Payload: `[name, bytes of the value, 1 for bytes or 0]`. */
export declare const outputShared = 2;
/** What the runner is told of an actor when its code is loaded, as JSON. */
export interface LoadPayload {
  /** The bundle: files by path within it. The entry's path is the user's own, relative to the workspace, for tracebacks. */
  files: Record<string, string>;
  entry: string;
  /** Name of the function to run; null for the file's default (D3, D4). */
  function: string | null;
  component: string;
  actorId: string;
  outports: string[];
  inports: string[];
  /** JSON texts of the inports' declared defaults (D5), which an inport without a value gives. */
  defaults?: Record<string, string>;
  /** JSON text of the config object. */
  config: string;
  /** Bytes of one message at most (S3). */
  largest: number;
  /** The actor is of an old form and runs through the runner's adapter (L2). */
  legacy?: LegacyForm;
}
/** Bytes of a record before port and payload. */
export declare const recordHeaderBytes = 16;
/** Bytes of a frame before its body. */
export declare const frameHeaderBytes = 8;

/** Why an actor failed on a message, or did not start (A7). */
export interface ActorFailure {
  /** The class of error: `ValueError`, `Timeout`, `OutOfMemory` … */
  type: string;
  message: string;
  /** With the user's own file and lines. */
  stack: string;
  /** The inport whose message was being processed; null when none. */
  port: string | null;
}

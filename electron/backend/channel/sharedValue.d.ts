/** A message whose bytes lie in shared memory instead of in a frame (M6), as the host holds it. */
export interface SharedValue {
  /** Bytes of the value. */
  readonly size: number;
  /** The value is bytes; else it is the message's JSON text. */
  readonly isBytes: boolean;
  /**
   * A copy of its bytes, checked.
   * @throws AppError `actorFailed` that names the outport, when they are not what was announced
   */
  read(): Buffer;
  /** Frees the memory when `holder` is garbage before it has left. */
  follow(holder: object): void;
  /** Its holder needs it no more; the memory is free once no sandbox reads it either. */
  leave(): void;
}

/**
 * True when bytes that should be JSON text are at least one value: what stands beside them in a larger text stays outside of it.
 * Messages pass through the host unparsed; this keeps an actor that tampers with its runner from writing into a neighbour's
 * inport or an answer to an RPC caller. Whether the text is well formed is for its reader to find out.
 */
export declare function isOneValue(bytes: Buffer, start?: number, end?: number): boolean;

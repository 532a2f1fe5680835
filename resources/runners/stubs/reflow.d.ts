/* oxlint-disable typescript/no-explicit-any -- what is on a port is known to the actor alone */
/** What actors import: `import { actor, Message } from 'reflow'`. */
declare module 'reflow' {
  export type MessageType =
    | 'Flow'
    | 'Event'
    | 'Boolean'
    | 'Integer'
    | 'Float'
    | 'String'
    | 'Object'
    | 'Array'
    | 'Stream'
    | 'Encoded'
    | 'Optional'
    | 'Any'
    | 'Error'
    | 'RemoteReference'
    | 'NetworkEvent';

  /** `'name'`, `{ name, type, required, description, default }` or `{ name: 'type' }`. */
  export type Port =
    | string
    | { readonly name: string; type?: unknown; required?: boolean; description?: string; default?: unknown }
    | Readonly<Record<string, string>>;

  /** Values must be literals: they are read from the file without running it. Keys may be written in snake_case, too. */
  export interface ActorMetadata {
    name?: string;
    inports?: readonly Port[] | Readonly<Record<string, string>>;
    outports?: readonly Port[] | Readonly<Record<string, string>>;
    awaitAllInports?: boolean;
    version?: string;
    description?: string;
    tags?: readonly string[];
    category?: string;
    author?: string;
    dependencies?: readonly string[];
    configSchema?: Record<string, unknown>;
    memory?: string | number;
    cpu?: number;
    /** Seconds for one message. */
    timeout?: number;
    runtimeVersion?: string;
    permissions?: readonly string[];
    /** The least that the actor demands of its sandbox. */
    isolation?: 'any' | 'container' | 'vm';
    [key: string]: unknown;
  }

  export type ActorFunction = (context: ActorContext) => unknown;

  /** Marks a function as an actor. Its context knows the ports and the config that are declared. */
  export function actor<const M extends ActorMetadata, R>(
    metadata: M,
    implementation: (context: ContextOf<M>) => R,
  ): (context: ActorContext) => R;
  export function actor(metadata: ActorMetadata): <F extends ActorFunction>(implementation: F) => F;

  /** What a value of a declared type is in JavaScript. */
  type PlainValue<T> = T extends 'integer' | 'int' | 'float' | 'number'
    ? number
    : T extends 'string' | 'str' | 'text'
      ? string
      : T extends 'boolean' | 'bool'
        ? boolean
        : T extends 'object' | 'dict' | `object<${string}>`
          ? Record<string, any>
          : T extends 'encoded' | 'bytes' | 'binary'
            ? Uint8Array
            : T extends `array<${infer E}>` | `list<${infer E}>` | `${infer E}[]`
              ? PlainValue<E>[]
              : T extends `option<${infer E}>` | `${infer E}?`
                ? PlainValue<E> | undefined
                : T extends 'array' | 'list'
                  ? any[]
                  : T extends { readonly type: infer Kind; readonly value?: infer E }
                    ? NestedValue<Kind, E>
                    : any;
  /** Of a type in its JSON form, `{ type: 'array', value: { type: 'string' } }`. */
  type NestedValue<Kind, E> = Kind extends 'array'
    ? PlainValue<E>[]
    : Kind extends 'option'
      ? PlainValue<E> | undefined
      : PlainValue<Kind>;

  type PortName<P> = P extends string ? P : P extends { readonly name: infer N } ? N : keyof P;
  type PortValue<P, N> = P extends string
    ? P extends N
      ? any
      : never
    : P extends { readonly name: infer Own }
      ? Own extends N
        ? P extends { readonly type: infer T }
          ?
              | PlainValue<T>
              | (P extends { readonly required: false }
                  ? P extends { readonly default: any }
                    ? never
                    : undefined
                  : never)
          : any
        : never
      : N extends keyof P
        ? PlainValue<P[N]>
        : never;
  /** Values by port; any port where none are declared. */
  type PortsOf<M, Side extends string> = M extends { readonly [S in Side]: infer Ports }
    ? Ports extends readonly (infer P)[]
      ? { [N in PortName<P> & string]: PortValue<P, N> }
      : { [N in keyof Ports & string]: PlainValue<Ports[N]> }
    : Record<string, any>;

  type ConfigValue<P> = P extends { readonly enum: readonly (infer Choice)[] }
    ? Choice
    : P extends { readonly type: 'integer' | 'number' }
      ? number
      : P extends { readonly type: 'string' }
        ? string
        : P extends { readonly type: 'boolean' }
          ? boolean
          : P extends { readonly type: 'array'; readonly items: infer Item }
            ? ConfigValue<Item>[]
            : P extends { readonly type: 'array' }
              ? any[]
              : any;
  type ConfigOf<M> = M extends { readonly configSchema: infer S } | { readonly config_schema: infer S }
    ? S extends { readonly properties: infer Properties }
      ? {
          readonly [K in keyof Properties]:
            | ConfigValue<Properties[K]>
            | (Properties[K] extends { readonly default: any } ? never : undefined);
        } & OtherConfig<S>
      : Record<string, any>
    : Record<string, any>;
  /** A config has the keys that its schema names, unless the schema says that it may have more. */
  type OtherConfig<S> = S extends { readonly additionalProperties: true | object }
    ? { readonly [key: string]: any }
    : unknown;

  /** The context of an actor with this metadata. */
  export interface ContextOf<M, I = PortsOf<M, 'inports'>, O = PortsOf<M, 'outports'>> extends Omit<
    ActorContext,
    | ('getInput' | 'hasInput' | 'config' | 'getConfig' | 'sendOutput' | 'send' | 'sendOutputSync')
    | ('get_input' | 'has_input' | 'get_config' | 'send_output' | 'send_output_sync')
  > {
    /** The plain value on an inport, or, when it has none, `missing` or else the inport's declared default. */
    getInput<N extends keyof I & string>(port: N): I[N];
    getInput<N extends keyof I & string, D>(port: N, missing: D): I[N] | D;
    hasInput(port: keyof I & string): boolean;
    readonly config: ConfigOf<M>;
    getConfig(): ConfigOf<M>;
    getConfig<K extends keyof ConfigOf<M>>(key: K, missing?: unknown): ConfigOf<M>[K];
    /** Sends a message at once, any number of times. A generator is sent item by item. */
    sendOutput<N extends keyof O & string>(port: N, value?: Sent<O[N]>): Promise<void>;
    send<N extends keyof O & string>(port: N, value?: Sent<O[N]>): Promise<void>;
    /** As `sendOutput`, for functions that cannot await. */
    sendOutputSync<N extends keyof O & string>(port: N, value?: Sent<O[N]>): void;
    get_input: ContextOf<M, I, O>['getInput'];
    has_input: ContextOf<M, I, O>['hasInput'];
    get_config: ContextOf<M, I, O>['getConfig'];
    send_output: ContextOf<M, I, O>['sendOutput'];
    send_output_sync: ContextOf<M, I, O>['sendOutputSync'];
  }
  type Sent<T> = T | Message | Iterator<T> | AsyncIterator<T>;

  /** A value with its type. */
  export class Message<T = any> {
    constructor(type: MessageType, data?: T);
    readonly type: MessageType;
    readonly data: T;
    readonly value: T;
    /** The plain value. */
    unwrap(): T;
    isError(): boolean;
    is_error(): boolean;
    /** A message of the value's own type. */
    static of(value: unknown): Message;
    static integer(value: number | bigint): Message;
    static float(value: number): Message;
    static string(value: unknown): Message;
    static boolean(value: unknown): Message;
    static array(value: Iterable<unknown>): Message;
    static object(value: object): Message;
    static error(message: unknown, code?: string | number): Message;
    static bytes(value: Uint8Array | ArrayLike<number> | string): Message;
    static encoded(value: Uint8Array | ArrayLike<number> | string): Message;
    /** Items, or a generator of them, that are delivered one by one. */
    static stream(items: Iterable<unknown> | AsyncIterable<unknown>): Message;
    static event(value?: unknown): Message;
    static flow(): Message;
    static any(value: unknown): Message;
    static optional(value?: unknown): Message;
  }

  /** A state operation failed: for example, an operation on a value of another type. */
  export class StateError extends Error {}
  /** The state back end did not answer until the actor's deadline. */
  export class StateUnavailable extends StateError {}

  /** Values that outlive the message and the program. Operations issued together cost one round trip. */
  export interface ActorState {
    get(key: string): Promise<any>;
    get<T>(key: string, missing: T): Promise<any>;
    set(key: string, value: unknown): Promise<void>;
    /** Whether the key was there. */
    delete(key: string): Promise<boolean>;
    exists(key: string): Promise<boolean>;
    /** Keys that match a glob (`count:*`), sorted; all of them without one. */
    keys(pattern?: string): Promise<string[]>;
    /** Adds to a counter, atomically; the new value. */
    increment(key: string, amount?: number | bigint): Promise<number>;
    decrement(key: string, amount?: number | bigint): Promise<number>;
    /** Appends to a list; its new length. */
    push(key: string, value: unknown): Promise<number>;
    /** Takes the first of a list. */
    pop(key: string, missing?: unknown): Promise<any>;
    /** Appends several to a list; its new length. */
    extend(key: string, values: Iterable<unknown>): Promise<number>;
    expire(key: string, seconds: number): Promise<boolean>;
    /** Seconds left; -1 without expiry, -2 when the key is not there. */
    ttl(key: string): Promise<number>;
  }

  export type LogLevel = 'trace' | 'debug' | 'log' | 'info' | 'warn' | 'warning' | 'error';

  /** Inputs, outputs, config and state of an actor while it processes one set of messages. */
  export interface ActorContext {
    /** The plain value on an inport, or, when it has none, `missing` or else the inport's declared default. */
    getInput(port?: string, missing?: unknown): any;
    /** The bytes on an inport as a Node.js `Buffer`, without a further copy; undefined when the port has none. */
    getBuffer(port?: string): any;
    hasInput(port: string): boolean;
    /** The messages by inport; also as properties. */
    readonly payload: Map<string, Message> & Record<string, any>;
    getPayload(): Map<string, Message> & Record<string, any>;
    readonly config: Record<string, any>;
    getConfig(): Record<string, any>;
    getConfig(key: string, missing?: unknown): any;
    readonly state: ActorState;
    getState(): ActorState;
    getState(key: string, missing?: unknown): Promise<any>;
    setState(key: string, value: unknown): Promise<void>;
    /** The node's id. A file that calls it gets a function that is also its value. */
    readonly actorId: string & (() => string);
    /** When the message was handed over, in milliseconds since 1970. A file that calls it gets a function that is also its value. */
    readonly timestamp: number & (() => number);
    /** Sends a message at once, any number of times. A generator is sent item by item. */
    sendOutput(port: string, value?: unknown): Promise<void>;
    send(port: string, value?: unknown): Promise<void>;
    /** As `sendOutput`, for functions that cannot await. */
    sendOutputSync(port: string, value?: unknown): void;
    /** What was sent so far; returned as it is, it sends nothing again. */
    getOutputs(): Record<string, any>;
    log(text: unknown): void;
    log(level: LogLevel, ...text: unknown[]): void;
    get_input: ActorContext['getInput'];
    get_buffer: ActorContext['getBuffer'];
    has_input: ActorContext['hasInput'];
    get_payload: ActorContext['getPayload'];
    get_config: ActorContext['getConfig'];
    get_state: ActorContext['getState'];
    set_state: ActorContext['setState'];
    readonly actor_id: ActorContext['actorId'];
    send_output: ActorContext['sendOutput'];
    send_output_sync: ActorContext['sendOutputSync'];
    get_outputs: ActorContext['getOutputs'];
  }
}

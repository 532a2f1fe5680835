/** Levels by the names of the interface's log functions. */
export type GuestLogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface GuestOptions {
  /** Bytes that the guest may have here at one time, its variables included. */
  readonly largest: number;
  readonly config: Readonly<Record<string, string>>;
  /** What the guest keeps from message to message. */
  readonly variables: Map<string, Uint8Array>;
  log(level: GuestLogLevel, text: string): void;
  /** Runs a state operation, as JSON text in UTF-8, and waits for its answer. */
  askState(operation: Uint8Array): Uint8Array;
}

/** The guest wants more memory than it may have. */
export class GuestOutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}

/**
 * The host's side of the Extism plug-in interface: a linear memory of the host's own in which input, output and variables change
 * hands, empty again for each message. Addresses are offsets in it. It reaches no host, no file and no clock.
 */
export class GuestMemory {
  private bytes = new Uint8Array(64 * 1024);
  private view = new DataView(this.bytes.buffer);
  /** Address 0 means nothing. */
  private end = 8;
  private variableBytes = 0;
  private readonly lengths = new Map<number, number>();
  private inputAt = 0;
  private inputLength = 0;
  private outputAt = 0;
  private outputLength = 0;
  private errorAt = 0;
  private readonly decoder = new TextDecoder();
  private readonly encoder = new TextEncoder();

  constructor(private readonly options: GuestOptions) {
    for (const value of options.variables.values()) this.variableBytes += value.length;
  }

  /** Forgets the last message and takes the next one's input. */
  begin(input: Uint8Array): void {
    this.end = 8;
    this.lengths.clear();
    this.outputAt = this.outputLength = this.errorAt = 0;
    this.inputLength = input.length;
    this.inputAt = this.allocate(input.length);
    this.bytes.set(input, this.inputAt);
  }

  /** A view of what the guest answered; it is valid until the next message begins. */
  get output(): Uint8Array {
    return this.bytes.subarray(this.outputAt, this.outputAt + this.outputLength);
  }

  /** What the guest says went wrong. */
  get error(): string | undefined {
    return this.errorAt === 0 ? undefined : this.text(this.errorAt);
  }

  /** The functions that the guest imports from `extism:host/env`. */
  functions(): Record<string, (...values: (bigint | number)[]) => bigint | number | void> {
    const none = () => 0n;
    const refused = () => {
      throw new Error('A WASM actor reaches no host: the network is not given to it.');
    };
    const log = (level: GuestLogLevel) => (at: bigint | number) => this.options.log(level, this.text(Number(at)));
    return {
      alloc: (length) => BigInt(this.allocate(Number(length))),
      free: () => {},
      length: (at) => BigInt(this.lengths.get(Number(at)) ?? 0),
      length_unsafe: (at) => BigInt(this.lengths.get(Number(at)) ?? 0),
      load_u8: (at) => this.view.getUint8(Number(at)),
      load_u64: (at) => this.view.getBigUint64(Number(at), true),
      store_u8: (at, value) => this.view.setUint8(Number(at), Number(value)),
      store_u64: (at, value) => this.view.setBigUint64(Number(at), value as bigint, true),
      input_offset: () => BigInt(this.inputAt),
      input_length: () => BigInt(this.inputLength),
      input_load_u8: (at) => this.view.getUint8(this.inputAt + Number(at)),
      input_load_u64: (at) => this.view.getBigUint64(this.inputAt + Number(at), true),
      output_set: (at, length) => {
        if (Number(at) + Number(length) > this.end) throw new RangeError('The output lies outside the memory.');
        this.outputAt = Number(at);
        this.outputLength = Number(length);
      },
      error_set: (at) => {
        this.errorAt = Number(at);
      },
      config_get: (at) => {
        const key = this.text(Number(at));
        return Object.hasOwn(this.options.config, key) ? this.store(this.encoder.encode(this.options.config[key])) : 0n;
      },
      var_get: (at) => {
        const value = this.options.variables.get(this.text(Number(at)));
        return value ? this.store(value) : 0n;
      },
      var_set: (at, value) => this.setVariable(this.text(Number(at)), Number(value)),
      http_request: refused,
      http_status_code: () => 0,
      http_headers: none,
      log_debug: log('debug'),
      log_info: log('info'),
      log_warn: log('warn'),
      log_error: log('error'),
      log_trace: () => {},
      get_log_level: () => 0,
    };
  }

  /**
   * What this program adds, imported from `extism:host/user`: `reflow_state` takes `["get", "key"]` or another operation of A3 as JSON
   * text and answers `{"ok": …}`, `{}` for nothing, or `{"error": {"type": …, "message": …}}`.
   */
  additions(): Record<string, (at: bigint | number) => bigint> {
    return {
      reflow_state: (at) => this.store(this.options.askState(this.bytesAt(Number(at)).slice())),
    };
  }

  private allocate(length: number): number {
    const at = this.end;
    const end = at + Math.max(1, Math.ceil(length / 8)) * 8;
    if (end + this.variableBytes > this.options.largest)
      throw new GuestOutOfMemory('The memory that it shares with the program is full.');
    if (end > this.bytes.length) {
      const larger = new Uint8Array(Math.min(this.options.largest, Math.max(end, this.bytes.length * 2)));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    this.lengths.set(at, length);
    this.end = end;
    return at;
  }

  private store(value: Uint8Array): bigint {
    const at = this.allocate(value.length);
    this.bytes.set(value, at);
    return BigInt(at);
  }

  private setVariable(key: string, at: number): void {
    const { variables, largest } = this.options;
    const old = variables.get(key)?.length ?? 0;
    const length = at === 0 ? 0 : (this.lengths.get(at) ?? 0);
    if (this.variableBytes - old + length + this.end > largest)
      throw new GuestOutOfMemory('Its variables take more than it may have.');
    this.variableBytes += length - old;
    if (at === 0) variables.delete(key);
    else variables.set(key, this.bytes.slice(at, at + length));
  }

  private text(at: number): string {
    return this.decoder.decode(this.bytesAt(at));
  }

  /** A view. */
  private bytesAt(at: number): Uint8Array {
    return this.bytes.subarray(at, at + (this.lengths.get(at) ?? 0));
  }
}

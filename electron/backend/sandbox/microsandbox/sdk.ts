/** The parts of the npm package `microsandbox` that are used; it is optional, so its own types may not be there. */
export interface MicrosandboxSdk {
  /** Whether its programs (`msb`, `libkrunfw`) are there. */
  isInstalled(): boolean;
  readonly Sandbox: {
    builder(name: string): MachineBuilder;
    list(): Promise<MachinePage>;
    listWith(configure: (list: MachineList) => MachineList): Promise<MachinePage>;
    remove(name: string): Promise<void>;
  };
}

interface MachineList {
  cursor(cursor: string): this;
}

/** Machines that there are; `nextCursor` leads to more of them. */
export interface MachinePage {
  readonly sandboxes: readonly { readonly name: string; destroy(options: { force: boolean }): Promise<void> }[];
  readonly nextCursor?: string | undefined;
}

export interface MachineBuilder {
  image(reference: string): this;
  pullPolicy(policy: string): this;
  cpus(count: number): this;
  memory(mebibytes: number): this;
  disableNetwork(): this;
  security(profile: 'restricted'): this;
  ephemeral(enabled: boolean): this;
  hostname(name: string): this;
  user(user: string): this;
  workdir(path: string): this;
  rlimit(resource: string, limit: number): this;
  volume(guest: string, configure: (mount: MountBuilder) => MountBuilder): this;
  create(): Promise<Machine>;
}

export interface MountBuilder {
  bind(host: string): this;
  tmpfs(): this;
  readonly(): this;
  size(mebibytes: number): this;
}

export interface Machine {
  execStreamWith(command: string, configure: (options: ExecBuilder) => ExecBuilder): Promise<Execution>;
  metrics(): Promise<{ memoryBytes: number }>;
  kill(): Promise<void>;
  destroy(options?: { force?: boolean }): Promise<void>;
}

export interface ExecBuilder {
  args(words: string[]): this;
  envs(variables: Record<string, string>): this;
  stdinPipe(): this;
}

export interface Execution {
  recv(): Promise<ExecutionEvent | null>;
  takeStdin(): Promise<{ write(data: Uint8Array): Promise<void>; close(): Promise<void> } | null>;
}

export type ExecutionEvent =
  | { kind: 'started'; pid: number }
  | { kind: 'stdout' | 'stderr'; data: Uint8Array }
  | { kind: 'exited'; code: number };

import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';

/** What can be seen from outside of what an attempt did. */
export type Traces = Readonly<Record<string, unknown>>;

const settings = [
  '/proc/sys/kernel/core_pattern',
  '/proc/sys/kernel/modprobe',
  '/proc/sys/vm/overcommit_memory',
  '/sys/kernel/uevent_helper',
];

/** What is around the sandboxes: files, services and a process that know a secret, and what would show that one of them was touched. */
export class Outside implements AsyncDisposable {
  /** Whoever answers this has read something. */
  readonly secret = `secret-${randomUUID()}`;
  /** Whoever answers this has got what it must not have. */
  private readonly gained = `gained-${randomUUID()}`;
  /** Whoever answers this has got as far as the machine's kernel. */
  private readonly reached: string;
  /** On the command line of every process that is to outlive its sandbox. */
  private readonly marker = `marker-${randomUUID()}`;
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'reflow-canary-'));
  private readonly canary = path.join(this.folder, 'canary');
  private readonly shared = `reflow-canary-${randomUUID()}`;
  private readonly socket = path.join(this.folder, 'socket');
  private readonly abstract = `reflow-canary-${randomUUID()}`;
  private readonly datagrams = createSocket('udp4', () => this.arrived++);
  private readonly servers: Server[] = [];
  private victim!: ChildProcess;
  /** How the victim is as long as nobody has touched it. */
  private untouched = '';
  private port = 0;
  private free = 0;
  private arrived = 0;
  private secretVariable = process.env['REFLOW_TEST_SECRET'];

  private constructor(
    private readonly runners: string,
    hasOwnKernel: boolean,
  ) {
    this.reached = hasOwnKernel ? 'a kernel of its own' : this.gained;
  }

  /**
   * @param runners the folder of the runners in use, which must stay as they are
   * @param hasOwnKernel calls of the sandboxes end in a kernel of their own
   */
  static async open(runners: string, hasOwnKernel = false): Promise<Outside> {
    const outside = new Outside(runners, hasOwnKernel);
    process.env['REFLOW_TEST_SECRET'] = outside.secret;
    const { port } = await outside.listen({ port: 0, host: '127.0.0.1' });
    outside.port = port;
    await outside.listen({ path: outside.socket });
    await outside.listen({ path: `\0${outside.abstract}` });
    await once(outside.datagrams.bind(0, '127.0.0.1'), 'listening');
    outside.free = unusedPort();
    await outside.repair();
    return outside;
  }

  /** An attempt's source with the words in it that stand for what is outside. */
  fill(source: string): string {
    const words: Readonly<Record<string, string | number>> = {
      HEXPORT: this.port.toString(16).toUpperCase().padStart(4, '0'),
      CANARY: this.canary,
      FOLDER: this.folder,
      RUNNERS: this.runners,
      SOCKET: this.socket,
      ABSTRACT: this.abstract,
      SHARED: this.shared,
      VICTIM: this.victim.pid!,
      MARKER: this.marker,
      GAINED: this.gained,
      KERNEL: this.reached,
      INTERPRETER: process.execPath,
      PORT: this.port,
      FREE: this.free,
      UDP: this.datagrams.address().port,
    };
    return source.replaceAll(new RegExp(Object.keys(words).join('|'), 'g'), (word) => String(words[word]));
  }

  /** @param said all that the attacker answered, printed or failed with */
  look(said: string): Traces {
    return {
      'what it said': [this.secret, this.gained].filter((one) => said.includes(one)).length,
      'mistakes in it': /(Syntax|Indentation)Error/.exec(said),
      'arrived connections': this.arrived,
      'its own port': isListening(this.free),
      canary: contents(this.canary),
      'files beside it': readdirSync(this.folder, { recursive: true }).toSorted(),
      workspace:
        contents(path.join(this.folder, 'reflow.yaml')) + contents(path.join(this.folder, 'actors/other.actor.py')),
      'shared memory': contents(`/dev/shm/${this.shared}`),
      victim: stateOf(this.victim.pid!),
      runners: ['python/main.py', 'javascript/main.cjs'].map((name) => stamp(path.join(this.runners, name))),
      interpreters: stamp(process.execPath),
      settings: settings.map(contents),
      'name of the machine': hostname(),
      mounts: readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .filter((line) => line.includes(this.folder)),
      keys: contents('/proc/keys').includes(this.marker),
    };
  }

  /** Processes that the attempts started, anywhere on the machine. */
  started(): string[] {
    return readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && contents(`/proc/${pid}/cmdline`).includes(this.marker),
    );
  }

  /** Files in a folder that name what the attempts would store. */
  stored(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => file.includes(this.marker) || contents(file).includes(this.marker));
  }

  /** Makes everything as it was before. */
  async repair(): Promise<void> {
    this.arrived = 0;
    for (const name of readdirSync(this.folder))
      if (name !== 'socket') rmSync(path.join(this.folder, name), { recursive: true });
    mkdirSync(path.join(this.folder, 'actors'));
    for (const name of ['canary', 'reflow.yaml', 'actors/other.actor.py', 'main.graph.json'])
      writeFileSync(path.join(this.folder, name), `${this.secret}\n`);
    chmodSync(this.folder, 0o777);
    chmodSync(this.canary, 0o666);
    writeFileSync(`/dev/shm/${this.shared}`, this.secret, { mode: 0o666 });
    if (this.victim && JSON.stringify(stateOf(this.victim.pid!)) === this.untouched) return;
    await this.endVictim();
    this.victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', this.secret], {
      stdio: 'ignore',
      env: { SECRET: this.secret },
    });
    await once(this.victim, 'spawn');
    this.untouched = JSON.stringify(stateOf(this.victim.pid!));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.secretVariable === undefined) delete process.env['REFLOW_TEST_SECRET'];
    else process.env['REFLOW_TEST_SECRET'] = this.secretVariable;
    await this.endVictim();
    for (const server of this.servers) server.close();
    this.datagrams.close();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(`/dev/shm/${this.shared}`, { force: true });
  }

  private async listen(where: { port: number; host: string } | { path: string }): Promise<AddressInfo> {
    const server = createServer((socket) => {
      this.arrived++;
      socket.on('error', () => {}).end(`HTTP/1.0 200 OK\r\n\r\n${this.secret}`);
    });
    this.servers.push(server);
    await once(server.listen(where), 'listening');
    return server.address() as AddressInfo;
  }

  private async endVictim(): Promise<void> {
    if (!this.victim || this.victim.exitCode !== null || this.victim.signalCode !== null) return;
    const ended = once(this.victim, 'exit');
    this.victim.kill('SIGKILL');
    await ended;
  }
}

function contents(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return 'absent';
  }
}

function stamp(file: string): unknown {
  if (!existsSync(file)) return 'absent';
  const { size, mtimeMs, mode, ino } = statSync(file);
  return [size, mtimeMs, mode, ino];
}

/** Whether it lives, runs, and is bound as it was. */
function stateOf(pid: number): unknown {
  const fields = contents(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ');
  const status = contents(`/proc/${pid}/status`);
  return {
    lives: !/^[TtZXa]/.test(fields[0]!),
    nice: fields[16],
    tracer: /TracerPid:\t(\d+)/.exec(status)?.[1],
    processors: /Cpus_allowed_list:\t(.*)/.exec(status)?.[1],
    limits: contents(`/proc/${pid}/limits`),
    score: contents(`/proc/${pid}/oom_score_adj`),
  };
}

function isListening(port: number): boolean {
  const place = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return ['tcp', 'tcp6'].some((name) =>
    contents(`/proc/net/${name}`)
      .split('\n')
      .some((line) => line.includes(` 0A `) && line.split(' rem')[0]!.slice(0, 45).includes(place)),
  );
}

/** One that no system hands out by itself, so that nobody else comes by it. */
function unusedPort(): number {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (!isListening(port)) return port;
  }
}

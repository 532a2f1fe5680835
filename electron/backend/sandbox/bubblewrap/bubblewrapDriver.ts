import { randomBytes } from 'node:crypto';
import { spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Cgroup, CgroupHierarchy } from '../cgroups/cgroup.ts';
import { cgroupName, removeLeftovers } from '../cgroups/cgroupOwner.ts';
import { findCgroups } from '../cgroups/findCgroups.ts';
import { mostProcesses, openFiles, temporaryBytes } from '../bounds.ts';
import { ChildSandbox } from '../childSandbox.ts';
import { regionOverhead } from '../../sharedMemory/region.ts';
import { memoryInside } from '../../sharedMemory/memoryInside.ts';
import type { SharedMemory } from '../../sharedMemory/sharedMemory.ts';
import { compiledRunners } from '../interpreter/compiledRunners.ts';
import {
  findInterpreter,
  leastMemory,
  runnerCommand,
  type Interpreter,
  type InterpreterCommands,
} from '../interpreter/interpreter.ts';
import { librariesOfInterpreter, librariesOfPackages } from '../interpreter/sharedLibraries.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../sandbox.ts';
import { inheritableDescriptors } from '../inheritableDescriptors.ts';
import { examineIsolation } from '../selfTest.ts';
import { sharingText } from '../sharingText.ts';
import { AnonymousFile } from './anonymousFile.ts';
import {
  environmentArguments,
  isolationArguments,
  memoryArguments,
  packagesInside,
  runnersInside,
} from './arguments.ts';
import { findBubblewrap, type Bubblewrap } from './findBubblewrap.ts';
import { startingUser, type StartingUser } from './startingUser.ts';
import { resourceLimits, type ResourceLimits } from './resourceLimits.ts';
import { seccompFilter } from './seccomp/filter.ts';

export interface BubblewrapOptions {
  /** Folder of the runners: `python/main.py`, `javascript/main.cjs`. */
  runners: string;
  interpreters?: InterpreterCommands;
  /** Name or path of the program; `bwrap` unless said otherwise. */
  command?: string;
  /** null: use none, bound by rlimits alone. */
  cgroups?: CgroupHierarchy | null;
  /** What sandboxes share (M6), where their memory is bound by cgroups: only those count what is in it. */
  sharedMemory?: SharedMemory | undefined;
}

/**
 * Puts itself into the sandbox's cgroups, takes its limits on, becomes bubblewrap: nothing of the sandbox ever runs outside of
 * them. File sizes are in blocks of 512 bytes.
 */
const launch = `
ulimit -c 0
ulimit -n ${openFiles}
ulimit -f "$1"
shift
unset PWD OLDPWD SHLVL
while [ "$1" != -- ]; do echo 0 >"$1" || exit 125; shift; done
shift
exec "$@"`;

const unboundedProcesses =
  'except the number of processes: root is bound by cgroups only, so run as another user or make the pids controller writable';

/** What is the same for every sandbox of a runtime. */
interface Plan {
  bubblewrap: Bubblewrap;
  interpreter: Interpreter;
  rlimits: ResourceLimits;
  user: StartingUser;
  isolation: string[];
  /** What `isolation` was made of. */
  parts: Parameters<typeof isolationArguments>[0];
  filter: AnonymousFile;
}

/** Linux namespaces by bubblewrap, an own seccomp filter, cgroups or, without those, rlimits (S1, S2). */
export class BubblewrapDriver implements SandboxDriver {
  readonly name = 'bubblewrap';
  readonly isolation = 'container';
  private readonly plans = new Map<ScriptRuntime, Promise<Plan>>();
  /** By the folder of packages. */
  private readonly isolationWith = new Map<string, Promise<Pick<Plan, 'isolation' | 'user'>>>();
  private readonly running = new Set<Sandbox>();
  private readonly cgroups: CgroupHierarchy | null;
  private readonly sharedMemory: SharedMemory | undefined;
  private cleared: Promise<void> | undefined;
  private disposed = false;
  private readonly nothing = openSync(devNull, 'r');

  constructor(private readonly options: BubblewrapOptions) {
    this.cgroups = options.cgroups === undefined ? findCgroups() : options.cgroups;
    this.sharedMemory = this.cgroups?.controllers.has('memory') ? options.sharedMemory : undefined;
  }

  async selfTest(signal?: AbortSignal): Promise<{ works: boolean; reason: string }> {
    const limitedBy = this.cgroups
      ? `limits by cgroups version ${this.cgroups.version}`
      : 'limits by rlimits alone (no cgroups)';
    const counts = this.cgroups?.controllers.has('memory') ?? false;
    const ofMemory = sharingText(counts ? undefined : 'only cgroups could count it');
    const bound = this.options.sharedMemory ? `${limitedBy}, ${ofMemory}` : limitedBy;
    const plans = await Promise.allSettled([this.plan('python'), this.plan('javascript')]);
    const isUnbounded = plans.some((plan) => plan.status === 'fulfilled' && !plan.value.user.boundsProcesses);
    return examineIsolation(
      async (runtime, command, environment) => {
        const plan = await this.plan(runtime);
        const limits = { memory: 256 * 1024 ** 2, cpu: 1, timeout: 10 };
        return {
          version: plan.interpreter.version,
          sandbox: this.launch(plan, limits, environment, [plan.interpreter.executable, ...command]),
        };
      },
      isUnbounded ? `${bound}, ${unboundedProcesses}` : bound,
      signal,
    );
  }

  async start({ runtime, limits, environment, packages }: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    const plan = packages === undefined ? await this.plan(runtime) : await this.planWith(runtime, packages);
    signal?.throwIfAborted();
    if (this.disposed) throw new AppError('cancelled', 'The sandboxes are being shut down; nothing new is started.');
    const bounded = { ...limits, memory: Math.max(limits.memory, leastMemory[runtime]) };
    const command = runnerCommand(plan.interpreter, runnersInside, bounded.memory);
    return this.launch(
      plan,
      bounded,
      environment,
      packages === undefined ? command : [...command, '3', '3', packagesInside],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
    for (const plan of this.plans.values()) (await plan.catch(() => null))?.filter[Symbol.dispose]();
    this.plans.clear();
    closeSync(this.nothing);
  }

  private plan(runtime: ScriptRuntime): Promise<Plan> {
    let plan = this.plans.get(runtime);
    if (!plan) {
      plan = this.makePlan(runtime);
      this.plans.set(runtime, plan);
      // An interpreter that was missing may be there the next time.
      plan.catch(() => this.plans.delete(runtime));
    }
    return plan;
  }

  /** A runtime's plan with packages in it; what their shared libraries need is found out once. */
  private async planWith(runtime: ScriptRuntime, folder: string): Promise<Plan> {
    const plan = await this.plan(runtime);
    let isolation = this.isolationWith.get(folder);
    if (!isolation) {
      isolation = librariesOfPackages(folder).then((libraries) => {
        const missing = libraries.filter((library) => !plan.parts.files.includes(library));
        return this.isolate({ ...plan.parts, packages: { folder, libraries: missing } });
      });
      this.isolationWith.set(folder, isolation);
      isolation.catch(() => this.isolationWith.delete(folder));
    }
    return { ...plan, ...(await isolation) };
  }

  private async makePlan(runtime: ScriptRuntime): Promise<Plan> {
    this.cleared ??= this.cgroups ? removeLeftovers(this.cgroups.roots) : Promise.resolve();
    const bubblewrap = await findBubblewrap(this.options.command);
    const interpreter = await findInterpreter(runtime, this.options.interpreters);
    const rlimits = await resourceLimits(this.cgroups?.controllers ?? new Set());
    const [libraries, runners] = await Promise.all([
      librariesOfInterpreter(interpreter),
      compiledRunners(interpreter, this.options.runners),
      this.cleared,
    ]);
    const files = [...new Set([interpreter.executable, ...libraries, ...rlimits.files])];
    const parts = { bubblewrap, interpreter, files, runners };
    return {
      parts,
      bubblewrap,
      interpreter,
      rlimits,
      ...(await this.isolate(parts)),
      filter: new AnonymousFile(seccompFilter(runtime)),
    };
  }

  private async isolate(parts: Plan['parts']): Promise<Pick<Plan, 'isolation' | 'user'>> {
    const { bubblewrap, interpreter, files, runners, packages } = parts;
    const isolation = isolationArguments(parts);
    const bound = [
      ...files,
      ...interpreter.libraries,
      runners,
      ...(packages ? [packages.folder, ...packages.libraries] : []),
    ];
    const trial = [bubblewrap.path, ...isolation, '--', interpreter.executable, '--version'];
    const user = await startingUser(this.cgroups?.controllers ?? new Set(), bubblewrap.path, bound, trial);
    return { isolation, user };
  }

  private launch(
    plan: Plan,
    limits: Limits,
    environment: Readonly<Record<string, string>>,
    command: string[],
  ): Sandbox {
    const { runtime } = plan.interpreter;
    const id = randomBytes(6).toString('hex');
    const memory = this.sharedMemory?.openSandbox(id, memoryInside);
    const flags = [
      ...plan.isolation,
      ...(memory ? memoryArguments(memory.outside) : []),
      ...environmentArguments(environment),
    ];
    const cgroup = this.makeCgroup(id, limits);
    using filter = plan.filter.reopen();
    // Not on the command line, where every user of the machine could read the variables.
    using flagsFile = new AnonymousFile(Buffer.from(flags.map((flag) => `${flag}\0`).join('')));
    const joined = cgroup?.joinFiles ?? [];
    const bubblewrap = [...plan.user.prefix, plan.bubblewrap.path, ...'--seccomp 4 --args 5 --'.split(' ')];
    const child = spawn(
      '/bin/sh',
      [
        '-c',
        launch,
        'sandbox',
        String(Math.ceil(this.largestFile / 512)),
        ...joined,
        '--',
        ...bubblewrap,
        ...plan.rlimits.prefix(runtime, limits.memory),
        ...command,
      ],
      {
        // bubblewrap's own process is the sandbox's first: its environment can be read inside.
        env: {},
        cwd: '/',
        stdio: this.descriptors(filter.descriptor, flagsFile.descriptor),
      },
    );
    const sandbox = new ChildSandbox(
      `${runtime}-${id}`,
      runtime,
      child,
      cgroup,
      async () => {
        child.kill('SIGKILL');
        cgroup?.kill();
      },
      memory,
    );
    this.running.add(sandbox);
    void sandbox.exited.then(() => this.running.delete(sandbox));
    return sandbox;
  }

  /** Bytes. The temporary directory is bound in itself. */
  private get largestFile(): number {
    return Math.max(temporaryBytes, this.sharedMemory ? this.sharedMemory.largest + regionOverhead : 0);
  }

  private makeCgroup(id: string, limits: Limits): Cgroup | null {
    try {
      return this.cgroups?.create(cgroupName(id), limits, mostProcesses) ?? null;
    } catch (cause) {
      const reason = `The limits of a sandbox could not be set: ${(cause as Error).message}.`;
      throw new AppError('noSandbox', reason, undefined, { cause });
    }
  }

  /** Channel, filter, flags; whatever else a child would inherit from us it gets as /dev/null. */
  private descriptors(filter: number, flags: number): StdioOptions {
    const descriptors: ('ignore' | 'pipe' | number)[] = ['ignore', 'pipe', 'pipe', 'pipe', filter, flags];
    const strangers = inheritableDescriptors().filter((descriptor) => descriptor >= descriptors.length);
    for (const stranger of strangers) {
      while (descriptors.length < stranger) descriptors.push('ignore');
      descriptors[stranger] = this.nothing;
    }
    return descriptors;
  }
}

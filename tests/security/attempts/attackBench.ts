import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { SandboxDriver } from '../../../electron/backend/sandbox/sandbox.ts';
import type { ScriptInstance } from '../../../electron/backend/registry/script/scriptInstance.ts';
import { ActorBench, fireValues } from '../../contract/actorApi/actorBench.ts';
import { RealSandboxes } from '../../contract/actorApi/realSandboxes.ts';
import { attackers } from './attackers.ts';
import type { Traces } from './outside.ts';

/** What came of an attempt: all that the attacker answered, printed and failed with, and what it left in the program that holds it. */
export interface Outcome {
  said: string;
  traces: Traces;
}

/** Attackers of both languages in sandboxes of a driver, beside an actor whose state they want and one that works on. */
export class AttackBench implements AsyncDisposable {
  private readonly instances = new Map<ScriptRuntime, Promise<ScriptInstance>>();
  private neighbour!: ScriptInstance;

  private constructor(
    private readonly bench: ActorBench,
    private readonly secret: string,
    private readonly timeout: number,
  ) {}

  /**
   * @param secret what the other actor keeps as its state
   * @param timeout seconds for one attempt
   */
  static async open(driver: SandboxDriver, secret: string, timeout = 5): Promise<AttackBench> {
    const bench = await ActorBench.open(new RealSandboxes({}, driver));
    const attack = new AttackBench(bench, secret, timeout);
    await bench.state.run({ namespace: 'test', actorId: 'victim' }, ['set', 'key', secret]);
    const file = 'neighbour.actor.js';
    const component = await bench.component({
      runtime: 'javascript',
      file,
      source: 'export const process = () => 42;',
    });
    attack.neighbour = await bench.instance(component, { actorId: 'neighbour' });
    return attack;
  }

  /** Makes one attempt; an attacker whose sandbox came to its end gets another. */
  async attempt(runtime: ScriptRuntime, source: string): Promise<Outcome> {
    const told = this.bench.logs.length;
    const attacker = await this.attacker(runtime);
    const { outputs, logs, failure } = await fireValues(attacker, { input: source });
    const beside = await fireValues(this.neighbour, { input: 1 });
    const { state } = this.bench;
    const owners = (await state.list({})).map(({ actorId }) => actorId);
    return {
      said: JSON.stringify([outputs, logs, failure, this.bench.logs.slice(told)]),
      traces: {
        neighbour: beside.failure ?? beside.outputs.map(({ json }) => json),
        "another's state":
          (await state.run({ namespace: 'test', actorId: 'victim' }, ['get', 'key'])) === this.secret &&
          (await state.run({ namespace: 'test', actorId: 'victim' }, ['keys'])),
        'owners of state': [...new Set(owners)].filter((owner) => owner !== 'attacker'),
        prototypes: [Object.prototype, Array.prototype].map((prototype) => Reflect.ownKeys(prototype).length),
      },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.bench[Symbol.asyncDispose]();
  }

  private attacker(runtime: ScriptRuntime): Promise<ScriptInstance> {
    let instance = this.instances.get(runtime);
    if (!instance) {
      const file = `actors/attacker.actor.${runtime === 'python' ? 'py' : 'js'}`;
      const limits = { memory: '256MB', cpu: 1, timeout: this.timeout };
      instance = this.bench
        .component({ runtime, file, source: attackers[runtime] })
        .then((component) => this.bench.instance(component, { actorId: 'attacker', limits }));
      this.instances.set(runtime, instance);
    }
    return instance;
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Packet } from '../channel/packet.ts';
import type { ComponentInstance, Firing } from '../registry/component.ts';
import type { MessageQueue } from './messageQueue.ts';
import type { Network } from './network.ts';
import { graphOf, networkOf, type TestComponent } from './networkFixture.ts';

/**
 * Random graphs at random timings against a model that is small enough to be obviously right: it plays what the engine did again,
 * event by event, on plain lists, one for each wire.
 */

/** A node of a random graph: what it sends for each firing is decided by the numbers of its inputs alone. */
interface RandomNode {
  kind: 'source' | 'pass' | 'double' | 'sieve' | 'pair' | 'any' | 'around';
  /** 0 is at once; else after so many turns or milliseconds. */
  pace: number;
  capacity: number;
}

interface RandomGraph {
  nodes: RandomNode[];
  /** For each inport the outports that feed it, by node. */
  feeds: number[][];
  bound: number;
  messages: number;
}

const kinds: Record<RandomNode['kind'], Pick<TestComponent, 'inports' | 'awaitAllInports'>> = {
  source: { inports: [] },
  pass: { inports: [{ name: 'a' }] },
  double: { inports: [{ name: 'a' }] },
  sieve: { inports: [{ name: 'a' }] },
  pair: { inports: [{ name: 'a' }, { name: 'b' }] },
  any: { inports: [{ name: 'a' }, { name: 'b' }], awaitAllInports: false },
  around: { inports: [{ name: 'a' }] },
};

const randomNode = fc.record<RandomNode>({
  kind: fc.constantFrom('pass', 'double', 'sieve', 'pair', 'any', 'around'),
  pace: fc.integer({ min: 0, max: 3 }),
  capacity: fc.integer({ min: 1, max: 4 }),
});

const randomGraph: fc.Arbitrary<RandomGraph> = fc
  .tuple(
    fc.array(randomNode, { minLength: 1, maxLength: 7 }),
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
    fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { minLength: 14, maxLength: 14 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 0, max: 25 }),
  )
  .map(([inner, paces, choices, bound, messages]) => {
    const nodes = [...paces.map((pace): RandomNode => ({ kind: 'source', pace, capacity: 1 })), ...inner];
    // A node is fed by nodes before it, so that loops are only those of `around`, which end.
    const feeds = nodes.flatMap(({ kind }, at) =>
      (kinds[kind].inports ?? []).map((_, port) => choices[(at * 2 + port) % 14]!.map((choice) => choice % at)),
    );
    return { nodes, feeds, bound, messages };
  });

/** Everything that happened, in order. */
type Happening =
  | { what: 'sent'; node: string; port: string; value: string }
  | { what: 'taken'; node: string; inputs: Record<string, string> };

class ModelInstance implements ComponentInstance {
  readonly capacity: number;
  private readonly waiting: Firing[] = [];
  private isBusy = false;
  private freed: (() => void)[] = [];
  private isHeld = false;

  constructor(
    private readonly id: string,
    private readonly node: RandomNode,
    private readonly messages: number,
    private readonly happened: Happening[],
  ) {
    this.capacity = node.capacity;
  }

  fire(firing: Firing): void {
    const inputs = Object.fromEntries([...firing.inputs].map(([port, packet]) => [port, packet.value as string]));
    this.happened.push({ what: 'taken', node: this.id, inputs });
    this.waiting.push(firing);
    if (!this.isBusy) void this.work();
  }

  hold(held: boolean): void {
    this.isHeld = held;
    if (!held) for (const free of this.freed.splice(0)) free();
  }

  cancel(): void {}
  async [Symbol.asyncDispose](): Promise<void> {}

  private async work(): Promise<void> {
    this.isBusy = true;
    for (let firing = this.waiting.shift(); firing; firing = this.waiting.shift()) {
      const outputs = outputsOf(this.id, this.node, firing, this.messages);
      for (const [port, value] of outputs) {
        if (this.node.pace > 0) await pause(this.node.pace);
        while (this.isHeld) await new Promise<void>((resolve) => this.freed.push(resolve));
        this.happened.push({ what: 'sent', node: this.id, port, value });
        firing.emit(port, Packet.of(value), false);
      }
      if (this.node.pace > 1) await pause(this.node.pace);
      firing.complete();
    }
    this.isBusy = false;
  }
}

function pause(pace: number): Promise<void> {
  if (pace === 1) return Promise.resolve();
  if (pace === 2) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
}

/** Values say where they have been, so that each is unique on its wire. `around` sends its number once around before it goes on. */
function outputsOf(id: string, { kind }: RandomNode, firing: Firing, messages: number): [string, string][] {
  if (kind === 'source') return Array.from({ length: messages }, (_, index) => ['out', `${id}.${index}`]);
  const value = [...firing.inputs.values()].map((packet) => packet.value as string).join('+');
  const here = `${value}>${id}`;
  if (kind === 'sieve') return value.length % 3 === 0 ? [] : [['out', here]];
  if (kind === 'around' && !value.endsWith(here.slice(value.length))) return [['again', here]];
  return kind === 'double'
    ? ['l', 'r'].map((side): [string, string] => ['out', here + side])
    : [['out', kind === 'around' ? `${here}!` : here]];
}

function graphAndComponents({ nodes, feeds }: RandomGraph) {
  const wires: string[] = [];
  let inport = 0;
  nodes.forEach(({ kind }, at) => {
    for (const { name } of kinds[kind].inports ?? [])
      for (const from of new Set(feeds[inport++])) wires.push(`n${from}.out -> n${at}.${name}`);
    if (kind === 'around') wires.push(`n${at}.again -> n${at}.a`);
  });
  const components = Object.fromEntries(
    nodes.map(({ kind }, at): [string, TestComponent] => [
      `C${at}`,
      { ...kinds[kind], outports: ['out', 'again'], run: () => {} },
    ]),
  );
  const graph = graphOf(Object.fromEntries(nodes.map((_, at) => [`n${at}`, `C${at}`])), wires);
  return { graph, components, wires };
}

/** Plays what happened on plain lists, and says what is wrong. Answers what is left on each wire. */
function play(wires: string[], happened: readonly Happening[]): Map<string, string[]> {
  const lists = new Map(wires.map((wire): [string, string[]] => [wire, []]));
  const into = (node: string, port: string) => wires.filter((wire) => wire.endsWith(` -> ${node}.${port}`));
  for (const event of happened) {
    if (event.what === 'sent') {
      for (const wire of wires)
        if (wire.startsWith(`${event.node}.${event.port} -> `)) lists.get(wire)!.push(event.value);
      continue;
    }
    for (const [port, value] of Object.entries(event.inputs)) {
      const from = into(event.node, port).find((wire) => lists.get(wire)![0] === value);
      if (!from) throw new Error(`${event.node} took ${value} on ${port}, which is not the next message of any wire`);
      lists.get(from)!.shift();
    }
  }
  return lists;
}

/** How many firings are possible with what is left: none, when the network says that it is idle. */
function possible({ nodes }: RandomGraph, left: Map<string, string[]>): string[] {
  return nodes.flatMap(({ kind }, at) => {
    const counts = (kinds[kind].inports ?? []).map(({ name }) =>
      [...left].reduce((sum, [wire, list]) => sum + (wire.endsWith(` -> n${at}.${name}`) ? list.length : 0), 0),
    );
    if (counts.length === 0) return [];
    const can = kind === 'any' ? counts.some((count) => count > 0) : counts.every((count) => count > 0);
    return can ? [`n${at}`] : [];
  });
}

function queuesOf(network: Network): MessageQueue[] {
  return [...network.nodes.values()].flatMap((node) => [...node.inlets.values()].map((inlet) => inlet.queue));
}

/** A source that feeds both ports of a pair through ways of different length may need more room than there is: waiting is right then. */
function isStuck(network: Network): boolean {
  return [...network.nodes.values()].some((node) => node.holds > 0);
}

describe('random graphs at random timings', () => {
  it('[N1][N2][N3][N4][N6] no message is lost, doubled or overtaken, queues stay bounded, and idle is exact', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph, async (random) => {
        const { graph, components, wires } = graphAndComponents(random);
        const happened: Happening[] = [];
        let longest = 0;
        const { network } = networkOf(graph, components, {
          queueLimits: { messages: random.bound, bytes: 1 << 20 },
          instance: (id) => new ModelInstance(id, random.nodes[Number(id.slice(1))]!, random.messages, happened),
          onOutput: () => {
            for (const queue of queuesOf(network)) longest = Math.max(longest, queue.length);
          },
        });
        await network.start();
        await Promise.race([network.whenIdle(), settled(network, happened)]);
        const left = play(wires, happened);
        const count = happened.length;
        await new Promise((resolve) => setTimeout(resolve, 1));
        expect(happened.length).toBe(count);
        if (!isStuck(network)) {
          expect(possible(random, left)).toEqual([]);
          for (const node of network.nodes.values()) expect(node.outstanding).toBe(0);
        }
        const widened = random.nodes.some(({ kind }) => kind === 'around');
        if (!widened) expect(longest).toBeLessThanOrEqual(random.bound);
        const waiting = [...left.values()].reduce((sum, list) => sum + list.length, 0);
        expect(queuesOf(network).reduce((sum, { length, parked }) => sum + length + parked, 0)).toBe(waiting);
      }),
      { numRuns: 60 },
    );
  });
});

/** Settles when nothing happens any more though senders are held. */
async function settled(network: Network, happened: readonly Happening[]): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 30; quiet = happened.length === before ? quiet + 1 : 0) {
    before = happened.length;
    await new Promise((resolve) => setTimeout(resolve, 3));
    if (!isStuck(network)) quiet = 0;
  }
}
